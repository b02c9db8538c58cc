"""A console for permitd in a terminal: a line for each event and, at the end (Ctrl-C), the board of live permits.

    python console.py site.json [PREFIX …]        # such as area/binhai/home/

site.json: {"commands": "tcp://…", "events": "tcp://…", "serverKey": "server.pub", "key": "me.key"}. Needs pyzmq."""
import json, sys, time, uuid, zmq, zmq.auth

def connect(kind, endpoint):
    socket = zmq.Context.instance().socket(kind)
    socket.linger, socket.heartbeat_ivl, socket.heartbeat_ttl = 0, 5000, 15000
    socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(site["key"])
    socket.curve_serverkey, _ = zmq.auth.load_certificate(site["serverKey"])
    socket.connect(endpoint)
    return socket

def read(op, **args):
    """The pages of a read: the last of a snapshot has no `next`, that of events is at the `head`."""
    while True:
        body = {"v": 1, "id": str(uuid.uuid4()), "op": op, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        with connect(zmq.DEALER, site["commands"]) as socket:
            socket.send(json.dumps({**body, "args": {"topics": topics, **args}}).encode())
            reply = json.loads(socket.recv()) if socket.poll(3000) else {"error": "no answer"}
        if "error" in reply: raise ConnectionError(reply["error"])
        yield reply["result"]
        args["after"] = reply["result"]["next"]
        if args["after"] == reply["result"].get("head"): return

def show(event):
    data = event["data"]
    if "revision" in data: board[data["permit"]] = data
    print(event["time"], event["type"], data.get("number", event["subject"]), data.get("cause", ""), data["actor"])

def follow(socket, known):
    for topic in [*topics, "heartbeat"]: socket.subscribe(topic)
    while socket.poll(5000):  # heartbeats come each second
        message = json.loads(socket.recv_multipart()[1])
        sequence = int(message["id"]) if "id" in message else message["seq"]
        if message.get("epoch", known["epoch"]) != known["epoch"]:  # the first, or an older log was restored: join
            snapshot = list(read("board.snapshot"))
            board.clear(); board.update((i["permit"], i) for page in snapshot for i in page["items"] if "revision" in i)
            known.update(epoch=snapshot[0]["epoch"], seq=snapshot[0]["seq"])
            print("JOINED at", known["seq"])
        elif known["epoch"] and sequence > known["seq"]:
            if "id" in message and sequence == known["seq"] + 1: pages = [{"events": [message], "next": sequence}]
            else: pages = read("events.read", after=known["seq"])  # what came between was missed, or is not for us
            for page in pages:
                for event in page["events"]: show(event)
                known["seq"] = page["next"]
    raise ConnectionError("no heartbeat for 5 s")

if __name__ == "__main__":
    site, topics, board, known = json.load(open(sys.argv[1])), sys.argv[2:] or [""], {}, {"epoch": None, "seq": 0}
    while True:
        try: follow(connect(zmq.SUB, site["events"]), known)  # a new socket: a refused handshake ends one
        except ConnectionError as error: print("STALE:", error)
        except KeyboardInterrupt: break
    for permit in (permit for permit in board.values() if permit["state"] not in ("closed", "rejected", "cancelled")):
        print("BOARD", permit["number"], permit["state"], permit["revision"], permit["area"])
