"""`GET /docs`: the API for people, from the same OpenAPI document that machines read."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from app.templating import render


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    description: str


def docs_route(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> HTMLResponse:
        operations = [
            Operation(method.upper(), path, str(operation.get("description", "")))
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        ]
        return HTMLResponse(render("pages/docs.html.j2", operations=operations))

    return router
