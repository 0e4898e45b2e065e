"""`GET /docs`: the API for people, from the same OpenAPI document that machines read."""

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from app.parts.http.pages import Operation, Pages


def docs_route(app: FastAPI, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> HTMLResponse:
        operations = [
            Operation(method.upper(), path, str(operation.get("description", "")))
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        ]
        return HTMLResponse(pages.docs_page(operations))

    return router
