"""A client for the API: a token of somebody, JSON in and out."""

import json
import uuid

from django.test import Client

from tests.factories import accounts

PROBLEM = "application/problem+json"


class ApiClient:
    """Sends what a program would send. `who` None is a visitor."""

    def __init__(self, who=None, **token):
        self.http = Client(raise_request_exception=False)
        self.headers = {}
        if who is not None:
            secret, _ = accounts.api_token(who, **token)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path, **query):
        return self.http.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path, body=None, *, key=None):
        headers = dict(self.headers)
        if key:
            headers["Idempotency-Key"] = key
        return self.http.post(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=headers,
        )

    def raw(self, path, body: bytes, content_type="application/json"):
        return self.http.post(
            f"/api/v1{path}", body, content_type=content_type, headers=self.headers
        )

    def upload(self, path, name, content: bytes, *, key=None, **fields):
        from django.core.files.uploadedfile import SimpleUploadedFile

        headers = dict(self.headers)
        if key:
            headers["Idempotency-Key"] = key
        return self.http.post(
            f"/api/v1{path}", {"file": SimpleUploadedFile(name, content), **fields}, headers=headers
        )


def report_body(program, **parts):
    """A report that the factories' program takes."""
    body = {
        "title": "Orders of others can be read",
        "target": "https://api.example.org/orders",
        "vrt": "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers",
        "url": "https://api.example.org/orders/7",
        "description": "Change the number in the address.",
        "impact": "Anybody reads all orders.",
        "kind": "security",
        "accept_terms": program.brief.version,
    }
    return body | parts


def new_key() -> str:
    return uuid.uuid4().hex
