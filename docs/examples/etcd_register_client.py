#!/usr/bin/env python3
"""A client host for Faultline in Python, standard library alone: the register workload on etcd's JSON gateway.

    faultline run etcd --client-hosts 2 --client-command 'python3 docs/examples/etcd_register_client.py'

docs/client-protocol.md says what the lines on stdin and stdout mean. The one thing to get right is the outcome: 'fail'
only where the operation surely had no effect, 'info' where nobody knows. When in doubt it is 'info'.
"""

import base64
import http.client
import json
import os
import queue
import socket
import sys
import threading

VERSION = 1
PORT = 2379

# gRPC codes that etcd answers only when nothing happened: InvalidArgument, PermissionDenied, Unauthenticated.
WITHOUT_EFFECT = {3, 7, 16}


class Definite(Exception):
    """The operation surely had no effect."""


class Etcd:
    """One connection to one member. Sends each request once or not at all."""

    def __init__(self, node, options, access):
        self.connection = http.client.HTTPConnection(node["address"], node.get("port", PORT))
        self.prefix = (access or {}).get("prefix", "")
        self.reads = {"serializable": True} if options.get("reads") == "serializable" else {}

    def post(self, path, body):
        if self.connection.sock is None:
            try:
                self.connection.connect()
            except OSError as error:
                # Not a byte of the request has left us.
                raise Definite(f"not connected: {error}") from error
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {}
        if response.status == 200 and "header" in answer:
            return answer
        message = f"status {response.status}: {answer.get('error', 'no word of why')}"
        if response.status == 404 or answer.get("code") in WITHOUT_EFFECT:
            raise Definite(message)
        raise RuntimeError(message)

    def name(self, key):
        return encode(f"{self.prefix}k{key}")

    def read(self, key):
        try:
            found = self.post("/v3/kv/range", {"key": self.name(key), **self.reads}).get("kvs", [])
        except Exception as error:
            # Whatever became of a read, it had no effect.
            raise Definite(str(error)) from error
        return int(base64.b64decode(found[0].get("value", ""))) if found else None

    def write(self, key, value):
        self.post("/v3/kv/put", {"key": self.name(key), "value": encode(str(value))})

    def compare_and_set(self, key, old, new):
        compare = {"key": self.name(key), "target": "VALUE", "result": "EQUAL", "value": encode(str(old))}
        put = {"requestPut": {"key": self.name(key), "value": encode(str(new))}}
        return self.post("/v3/kv/txn", {"compare": [compare], "success": [put]}).get("succeeded", False)

    def close(self):
        """Breaks what is under way, too."""
        sock = self.connection.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Client(threading.Thread):
    """One client: does what it is asked to, one after the other."""

    def __init__(self, request):
        super().__init__(daemon=True)
        self.etcd = Etcd(request["node"], request["options"], request.get("access"))
        self.requests = queue.SimpleQueue()

    def run(self):
        while (request := self.requests.get()) is not None:
            try:
                answer(request, **self.perform(request["f"], *request["value"]))
            except Definite as error:
                answer(request, type="fail", error=str(error))
            except Exception as error:
                answer(request, type="info", error=str(error) or type(error).__name__)
        self.etcd.connection.close()

    def perform(self, f, key, argument):
        if f == "read":
            return {"type": "ok", "value": [key, self.etcd.read(key)]}
        if f == "write":
            self.etcd.write(key, argument)
            return {"type": "ok"}
        if f == "cas":
            swapped = self.etcd.compare_and_set(key, *argument)
            return {"type": "ok"} if swapped else {"type": "fail", "error": "the value was another"}
        raise Definite(f"a register knows no {f}")

    def close(self):
        self.etcd.close()
        self.requests.put(None)


lock = threading.Lock()


def answer(request, **words):
    with lock:
        sys.stdout.write(json.dumps({"id": request["id"], **words}) + "\n")
        sys.stdout.flush()


def encode(text):
    return base64.b64encode(text.encode()).decode()


def main():
    clients = {}
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["type"]
        if kind == "hello":
            if request["version"] != VERSION:
                answer(request, type="fail", error=f"this program speaks version {VERSION}")
            elif request["target"] != "etcd":
                answer(request, type="fail", error=f"this program knows no {request['target']}")
            else:
                answer(request, type="ok", version=VERSION, interfaces=["register"])
        elif kind == "open":
            client = clients[request["client"]] = Client(request)
            client.start()
            answer(request, type="ok")
        elif kind == "invoke":
            clients[request["client"]].requests.put(request)
        elif kind == "close":
            clients.pop(request["client"]).close()
            answer(request, type="ok")
        else:
            answer(request, type="fail", error=f"this program knows no {kind}")
    # The run is over.
    os._exit(0)


if __name__ == "__main__":
    main()
