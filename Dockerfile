FROM python:3.12-slim

WORKDIR /srv/scout
RUN useradd --create-home --uid 10001 scout && mkdir data && chown scout data
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md worker.py brand_repo.yaml ./
COPY app app
COPY templates templates
USER scout
ENV PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]
