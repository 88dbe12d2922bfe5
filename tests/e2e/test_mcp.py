"""POST /mcp: the Model Context Protocol, by hand."""
import json

import pytest
from stack import KEY

ACCEPT = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def call(server, method, params=None, headers=None, **more):
    body = {"jsonrpc": "2.0", "id": 7, "method": method} | ({"params": params} if params is not None else {})
    answer = server.request("POST", "/mcp", headers=ACCEPT | (headers or {}), json=body, **more)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    got = answer.json()
    assert (got["jsonrpc"], got["id"]) == ("2.0", 7)
    return got


def tool(server, name, **arguments):
    result = call(server, "tools/call", {"name": name, "arguments": arguments})["result"]
    assert [c["type"] for c in result["content"]] == ["text"]
    return result


@pytest.mark.parametrize("asked,given", [("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"),
                                         ("1999-01-01", "2025-11-25")])
def test_initialize(server, asked, given):
    client = {"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "x"}}
    result = call(server, "initialize", client)["result"]
    assert result["protocolVersion"] == given
    assert set(result["capabilities"]) == {"tools", "resources"}
    assert result["serverInfo"]["name"] == "itb-chatbot"
    assert call(server, "ping")["result"] == {}


def test_notifications_are_accepted(server):
    answer = server.request("POST", "/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (answer.status_code, answer.content) == (202, b"")


def test_tools(server):
    tools = {t["name"]: t for t in call(server, "tools/list")["result"]["tools"]}
    assert set(tools) == {"search", "ask", "fetch"}
    assert all(t["inputSchema"]["type"] == "object" and t["description"] for t in tools.values())


def test_search_and_fetch(server):
    result = tool(server, "search", query="bus kampus jingga", k=2)
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    first = result["structuredContent"]["results"][0]
    assert first["title"] == "Bus kampus" and "jingga" in first["quote"]
    assert first["url"] == "https://lentera.example/bus"
    passage = tool(server, "fetch", id=first["id"])["structuredContent"]
    assert passage["text"] == first["quote"] and {"previous", "next"} <= set(passage)
    assert tool(server, "fetch", id="nope#1")["isError"]
    for wrong in ({}, {"query": " "}, {"query": "bus", "k": 0}, {"query": "x" * 5001}):
        assert tool(server, "search", **wrong)["isError"]


def test_ask(server):
    result = tool(server, "ask", question="Kapan perpustakaan buka pada hari Sabtu?")
    answer = result["structuredContent"]
    assert not result["isError"] and answer["grounded"]
    assert result["content"][0]["text"].startswith(answer["answer"])
    assert answer["sources"][0]["quote"] in result["content"][0]["text"]
    assert tool(server, "ask", question="")["isError"]


def test_only_asking_is_counted(make_stack):
    stack = make_stack(RATE_LIMIT_PER_HOUR=1)
    for _ in range(3):
        assert not tool(stack.client, "search", query="bus")["isError"]
    assert not tool(stack.client, "ask", question="Apa itu Lentera?")["isError"]
    refused = tool(stack.client, "ask", question="Apa itu Lentera?")
    assert refused["isError"] and "Rate limit exceeded" in refused["content"][0]["text"]


def test_resources(server):
    result = call(server, "resources/list")["result"]
    assert len(result["resources"]) == 7 and "nextCursor" not in result
    for one in result["resources"]:
        contents = call(server, "resources/read", {"uri": one["uri"]})["result"]["contents"]
        assert contents[0]["uri"] == one["uri"] and contents[0]["text"]
    assert call(server, "resources/list", {"cursor": "4"})["result"]["resources"] == result["resources"][4:]
    assert call(server, "resources/templates/list")["result"] == {"resourceTemplates": []}
    assert call(server, "resources/read", {"uri": "passage:///nope"})["error"]["code"] == -32002
    assert call(server, "resources/list", {"cursor": "x"})["error"]["code"] == -32602


def test_errors(server):
    assert call(server, "no/such")["error"]["code"] == -32601
    assert call(server, "tools/call", {"name": "rm"})["error"]["code"] == -32602
    assert server.request("POST", "/mcp", json={"id": 1, "method": "ping"}).status_code == 400
    assert server.request("POST", "/mcp", json=PING,
                          headers={"MCP-Protocol-Version": "1"}).status_code == 400
    assert server.request("POST", "/mcp", json=PING | {"params": []}).status_code == 400
    assert server.request("POST", "/mcp", key=None, json={}).status_code == 401
    got = server.get("/mcp")
    assert (got.status_code, got.headers["Allow"]) == (405, "POST, OPTIONS")


def test_origins(make_stack):
    stack = make_stack(servers=("nginx", "apache"), CORS_ORIGINS="https://kampus.example")
    for client in stack.clients:
        def status(origin, c=client):
            return c.request("POST", "/mcp", headers={"Origin": origin}, json=PING).status_code

        assert status("https://kampus.example") == status(client.url) == 200
        assert status("https://evil.example") == status("null") == 403
        bearer = client.request("POST", "/mcp", key=None, headers={"Authorization": f"Bearer {KEY}"},
                                json=PING)
        assert bearer.status_code == 200
