"""A bad network on loopback: a TCP proxy for each device, seeded, that delays, cuts in the middle of a message, takes a
connection and forwards nothing, refuses connections, and goes away.

TCP neither loses nor doubles bytes of a connection that lives, so what is lost here is lost with its connection, and
what comes twice comes from clients that ask again over a new one.
"""

from __future__ import annotations

import asyncio
import collections
import random
import socket
import threading
from dataclasses import dataclass

PIECE = 65_536
BELOW_EPHEMERAL = range(20_000, 30_000)


@dataclass(frozen=True)
class Weather:
    """How bad it is. Chances are of a connection, spans in seconds."""

    delay: float = 0.3  # the most that one piece is held back
    refused: float = 0.1  # closed as soon as it is taken
    hole: float = 0.08  # taken, and nothing forwarded
    hole_span: tuple[float, float] = (1.0, 6.0)
    cut: float = 0.6  # cut somewhere, mostly in the middle of a message
    cut_after: tuple[int, int] = (500, 30_000)  # bytes
    stall: float = 0.01  # of a piece: nothing more for a while, either way round
    stall_span: tuple[float, float] = (1.0, 5.0)


FINE = Weather(delay=0, refused=0, hole=0, cut=0, stall=0)


class Way:
    """One device's way to one socket of the daemon: a port of its own that stays the same."""

    def __init__(self, network: "Network", name: str, target: str, weather: Weather):
        self.network, self.name, self.target, self.weather = network, name, target, weather
        self.chance = random.Random(f"{network.seed}-{name}")
        self.server: asyncio.Server | None = None
        self.connections: set[asyncio.StreamWriter] = set()
        self.port = free_port(self.chance)

    @property
    def endpoint(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    # in the proxy's own thread

    async def open(self):
        while self.server is None:
            try:
                self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            except OSError:  # its port is still held by what was closed a moment ago
                await asyncio.sleep(0.05)

    async def close(self):
        server, self.server = self.server, None
        if server is not None:
            server.close()
        for writer in list(self.connections):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._count("connections")
        self.connections.add(writer)
        try:
            await self._judge(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.connections.discard(writer)
            writer.transport.abort()

    async def _judge(self, reader, writer):
        weather, fate = self.weather, self.chance.random()
        if fate < weather.refused:
            return self._count("refused")
        if fate < weather.refused + weather.hole:
            self._count("black holes")
            return await asyncio.sleep(self.chance.uniform(*weather.hole_span))
        port = self.network.targets.get(self.target)
        if port is None:
            return self._count("no daemon")
        there, onward = await asyncio.open_connection("127.0.0.1", port)
        self.connections.add(onward)
        left = None
        if self.chance.random() < weather.cut:
            left = self.chance.randint(*weather.cut_after)
        slowness = weather.delay * self.chance.random() ** 2
        budget = Budget(left, slowness)
        pumps = [
            asyncio.ensure_future(self._pump(reader, onward, budget)),
            asyncio.ensure_future(self._pump(there, writer, budget)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self.connections.discard(onward)
            onward.transport.abort()

    async def _pump(self, source, sink, budget: "Budget"):
        while piece := await source.read(PIECE):
            if budget.slowness:
                await asyncio.sleep(self.chance.uniform(0, budget.slowness))
            if self.chance.random() < self.weather.stall:
                self._count("stalls")
                await asyncio.sleep(self.chance.uniform(*self.weather.stall_span))
            if budget.left is not None and budget.left < len(piece):
                self._count("cuts")
                sink.write(piece[: budget.left])
                return await sink.drain()
            if budget.left is not None:
                budget.left -= len(piece)
            sink.write(piece)
            await sink.drain()

    def _count(self, fault: str):
        self.network.faults[fault] += 1


@dataclass
class Budget:
    """What a connection has left: bytes until it is cut, and how slow it is."""

    left: int | None
    slowness: float


class Network:
    """All ways, served by one thread. `targets` names the daemon's ports of now; without one, connections just end."""

    def __init__(self, seed):
        self.seed = seed
        self.targets: dict[str, int] = {}
        self.faults: collections.Counter = collections.Counter()
        self.ways: dict[str, Way] = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="network", daemon=True)
        self.thread.start()

    def lead_to(self, endpoints: dict | None):
        """After the daemon's start: where it is. None while it is down."""
        self.targets = {
            name: int(endpoints[name].rpartition(":")[2]) for name in ("commands", "events")
        } if endpoints else {}

    def way(self, name: str, target: str, weather: Weather) -> Way:
        way = self.ways[name] = Way(self, name, target, weather)
        self._do(way.open())
        return way

    def go_away(self, *ways: Way):
        """Nobody listens, and what was connected no longer is."""
        for way in ways:
            self._do(way.close())
        self.faults["outages"] += len(ways)

    def come_back(self, *ways: Way):
        for way in ways:
            self._do(way.open())

    def close(self):
        for way in self.ways.values():
            self._do(way.close())
        self._do(self._ended())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    @staticmethod
    async def _ended():
        """Lets go of every connection that is still served."""
        served = asyncio.all_tasks() - {asyncio.current_task()}
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)


def free_port(chance: random.Random) -> int:
    """A port that no connection of this machine is given by chance, since a way must get its own again and again."""
    while True:
        port = chance.choice(BELOW_EPHEMERAL)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
