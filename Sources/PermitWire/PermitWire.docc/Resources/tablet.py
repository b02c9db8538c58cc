"""A tablet for permitd: safer acts and records are kept on disk until answered; all else goes now or never.

    python tablet.py site.json permit.suspend '{"permit": "0193…", "reason": "smell of gas"}'
    python tablet.py site.json permit.start '{"permit": "0193…"}' '{"expect": 9}'
    python tablet.py site.json                    # sends what is kept

A refused act holds up what was kept after it until a person has deleted its file. site.json: {"commands": "tcp://…",
"serverKey": "server.pub", "key": "me.key", "sign": "me.sign", "instance": "…", "outbox": a folder}.
Exit codes: 0 done, 1 refused, 69 no answer. Needs pyzmq and cryptography."""
import datetime, json, os, pathlib, sys, time, uuid, zmq, zmq.auth
from cryptography.hazmat.primitives.serialization import load_pem_private_key

STOPS = ["permit.suspend", "area.stop", "hazard.report"]  # they overtake whatever else is kept
KEPT = STOPS + "credential.revoke key.revoke area.acknowledge".split() + [f"permit.{act}" for act in """leave finish
    revoke check condition gasTest watch brief briefed enter exit restore note isolate verifyIsolation""".split()]

def end(code, why):
    print(why, file=sys.stderr); sys.exit(code)

def exchange(what, frames):
    """Sends the same bytes until they are answered for good: however often sent, they take effect once."""
    for tried in range(6):
        with zmq.Context.instance().socket(zmq.DEALER) as socket:  # a refused handshake ends one: always a new one
            socket.linger, socket.immediate = 0, 1  # can be written to only once the handshake is done
            socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(site["key"])
            socket.curve_serverkey, _ = zmq.auth.load_certificate(site["serverKey"])
            socket.connect(site["commands"])
            if socket.poll(3000, zmq.POLLOUT): socket.send_multipart(frames)
            elif not tried: end(69, f"no connection: {what} was not sent")
            reply = json.loads(socket.recv()) if socket.poll(3000) else {"ok": False, "error": {"code": "busy"}}
        if reply["ok"]:
            return print("ok", what, reply["seq"], json.dumps(reply["result"], ensure_ascii=False))
        if reply["error"]["code"] not in ("busy", "unavailable", "internal"):
            end(1, f"REFUSED {what} {json.dumps(reply['error'], ensure_ascii=False)}")
        time.sleep(0.5)
    end(69, f"no answer: {what} may have been taken")

def keep(op, frames):
    """An act on disk, whole and synced, before it is sent: its signature, then its body."""
    name = f"{0 if op in STOPS else 1}-{time.time_ns():020d}-{op}"
    with open(outbox / f".{name}", "xb") as file:
        file.write(frames[1] + frames[0]); file.flush(); os.fsync(file.fileno())
    (outbox / f".{name}").rename(outbox / name); os.fsync(os.open(outbox, os.O_RDONLY))

def main(op=None, args="{}", also="{}"):
    if op:
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")[:23] + "Z"
        whole = {"v": 1, "id": str(uuid.uuid4()), "op": op, "at": at, "args": json.loads(args), **json.loads(also)}
        body, key = json.dumps(whole).encode(), load_pem_private_key(open(site["sign"], "rb").read(), None)
        frames = [body, key.sign(f"permitd-v1\n{site['instance']}\n".encode() + body)]
    if op in KEPT: keep(op, frames)
    for file in sorted(outbox.glob("[01]-*")):
        exchange(file, [file.read_bytes()[64:], file.read_bytes()[:64]])
        file.unlink()
    if op and op not in KEPT: exchange(f"{op} (never kept)", frames)

if __name__ == "__main__":
    site = json.load(open(sys.argv[1])); outbox = pathlib.Path(site["outbox"]); outbox.mkdir(exist_ok=True)
    main(*sys.argv[2:])
