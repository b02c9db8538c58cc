"""A whole log is proven by its key alone; what was rolled back, rewritten or forged is named."""

from __future__ import annotations

import json
import shutil

import pytest

from auditing import log_key
from daemon import Daemon, run
from peer import NoAnswer
from pocket import ctl
from store import flip_byte
from test_anchors import anchored, bodies, put_areas
from tree import Checkpoint, exact, has_grown, leaf, root, root_from_path


def save(folder, *replies) -> list:
    files = [folder / f"{reply['seq']}.receipt" for reply in replies]
    for file, reply in zip(files, replies, strict=True):
        file.write_text(reply["receipt"])
    return files


def verify(state, key, *checkpoints) -> tuple[int, dict]:
    options = ["--checkpoint", *checkpoints] if checkpoints else []
    done = ctl("verify", state, "--log-key", key, *options, "--json")
    assert done.returncode in (0, 1), f"{done.returncode}: {done.stderr}"
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A stopped daemon, an older copy of its state, and the receipts of before and after."""
    folder = tmp_path_factory.mktemp("kept")
    daemon = Daemon(folder / "site").init()
    try:
        daemon.serve()
        before = put_areas(daemon, "a", "b")
        daemon.end()
        shutil.copytree(daemon.state, folder / "older")
        daemon.serve()
        after = put_areas(daemon, "c", "d")
    finally:
        daemon.end()
    daemon.receipts = save(folder, *before), save(folder, *after)
    daemon.older, daemon.pub = folder / "older", daemon.keys / "log.pub"
    return daemon


@pytest.fixture
def site(made, tmp_path):
    """The same for each test, and put back after it."""
    shutil.copytree(made.directory, tmp_path / "whole")
    yield made
    made.end()
    shutil.rmtree(made.directory)
    shutil.copytree(tmp_path / "whole", made.directory)


def put_back(daemon):
    shutil.rmtree(daemon.state)
    shutil.copytree(daemon.older, daemon.state)


def test_a_whole_log_is_proven(site):
    size, top = len(bodies(site)), root([leaf(body) for body in bodies(site)])
    for checkpoints in [], site.receipts[0] + site.receipts[1], [site.directory / "anchor/checkpoint"]:
        code, said = verify(site.state, site.pub, *checkpoints)
        assert code == 0 and said["findings"] == [], said
        assert f"installation {site.instance}: {size} events" in said["about"]
    assert anchored(site) == Checkpoint(size, top)
    assert ctl("verify", site.state, "--log-key", site.pub).stdout.endswith("proven\n")


def test_a_running_daemons_log_is_proven(site):
    site.serve()
    code, said = verify(site.state, site.pub, *site.receipts[1])
    assert code == 0, said
    site.end()


def test_an_older_copy_is_named(site):
    put_back(site)
    assert verify(site.state, site.pub, *site.receipts[0])[0] == 0
    code, said = verify(site.state, site.pub, *site.receipts[0], *site.receipts[1])
    assert code == 1 and len(said["findings"]) == 2
    assert all("it was rolled back" in finding for finding in said["findings"])
    assert {str(file) for file in site.receipts[1]} == {finding.split(":")[0] for finding in said["findings"]}


def test_another_log_is_named(site, make_daemon):
    other = make_daemon("other")
    shutil.rmtree(other.keys)
    shutil.copytree(site.keys, other.keys)
    other.serve()
    put_areas(other, "v", "w", "x", "y", "z")
    other.end()
    assert verify(other.state, site.pub)[0] == 0, "it is a log in order: only what was kept elsewhere tells"
    code, said = verify(other.state, site.pub, *site.receipts[1])
    assert code == 1 and all("it was rewritten" in finding for finding in said["findings"]), said


def test_a_byte_in_the_database_is_named(site):
    sequence = int(site.receipts[0][1].stem)
    flip_byte(site.state, sequence)
    code, said = verify(site.state, site.pub)
    assert code == 1 and str(sequence) in said["findings"][0], said
    assert verify(site.state, site.pub, *site.receipts[1])[0] == 1


def test_a_strangers_checkpoint_and_key_count_for_nothing(site, make_daemon):
    other = make_daemon("other").serve()
    (reply,) = put_areas(other, "a")
    other.end()
    (file,) = save(other.directory, reply)
    for key, checkpoint in (site.pub, file), (other.keys / "log.pub", site.receipts[0][0]):
        code, said = verify(site.state, key, checkpoint)
        assert code == 1 and "not signed by the log's key" in said["findings"][0]
    assert ctl("verify", site.state, "--log-key", file).returncode == 64
    assert ctl("verify", site.directory / "nowhere", "--log-key", site.pub).returncode == 64


def test_receipts_of_a_former_key_still_count(site, tmp_path):
    """After a rotation the old receipts are proven by the new key's log, and new ones by whoever has the old key."""
    former = shutil.copy(site.pub, tmp_path / "former.pub")
    assert run("rotate", "log", "--config", site.config).returncode == 0
    site.serve()
    later = save(tmp_path, *put_areas(site, "e"))
    site.end()
    for key in former, site.pub:
        code, said = verify(site.state, key, *site.receipts[1], *later)
        assert code == 0, said


# --- asked of the daemon -----------------------------------------------------------------------------

def test_the_log_has_only_grown(daemon):
    replies = put_areas(daemon, "a", "b", "c", "d", "e")
    tablet, key = daemon.admin_tablet(), log_key(daemon)
    for reply in replies:
        known = Checkpoint.open(reply["receipt"], key)
        answer = tablet.call("log.checkpoint", {"known": reply["receipt"]}, sign=False)
        now = Checkpoint.open(answer["checkpoint"], key)
        proof = [exact(step) for step in answer["consistency"]]
        assert answer["key"] == key.text
        assert has_grown(known.size, known.root, now.size, now.root, proof)
        assert not has_grown(known.size, known.root, now.size, now.root, [*proof, now.root])
        assert not has_grown(known.size, leaf(b""), now.size, now.root, proof)
        assert not has_grown(known.size, known.root, now.size, leaf(b""), proof)
        assert not proof or not has_grown(known.size, known.root, now.size, now.root, proof[:-1])
    assert "consistency" not in tablet.call("log.checkpoint", {}, sign=False)
    tablet.close()


def test_every_event_is_proven_at_every_size(daemon):
    tablet = daemon.admin_tablet()
    leaves = [leaf(body) for body in bodies(daemon)]
    for size in 1, 2, len(leaves) // 2, len(leaves):
        for sequence in {1, size // 2 + 1, size}:
            answer = tablet.call("log.proof", {"seq": sequence, "size": size}, sign=False)
            path = [exact(step) for step in answer["inclusion"]]
            assert root_from_path(sequence - 1, size, leaves[sequence - 1], path) == root(leaves[:size])
    for args in {"seq": len(leaves) + 1}, {"seq": 2, "size": 1}, {"seq": 1, "size": len(leaves) + 1}:
        assert tablet.refusal("log.proof", args, sign=False)["code"] == "notFound"
    tablet.close()


def test_a_checkpoint_that_another_key_signed_is_invalid(daemon, make_daemon):
    other = make_daemon("other").serve()
    (reply,) = put_areas(other, "a")
    other.end()
    tablet = daemon.admin_tablet()
    own = tablet.call("log.checkpoint", {}, sign=False)["checkpoint"]
    size = own.split("\n")[1]
    for known in reply["receipt"], "rubbish", own.replace(f"\n{size}\n", f"\n1{size}\n", 1):
        error = tablet.refusal("log.checkpoint", {"known": known}, sign=False)
        assert error["code"] == "invalid" and error["fields"][0]["path"] == "/args/known"
    tablet.close()


@pytest.mark.parametrize("how", ["rolled back", "rewritten"])
def test_a_daemon_that_is_shown_to_be_wrong_ends(site, how):
    """Nothing but a client remembers: it shows its checkpoint, and nothing more is served."""
    (receipt,) = (file.read_text() for file in site.receipts[1][1:])
    put_back(site)
    shutil.rmtree(site.directory / "anchor")
    site.serve()
    if how == "rewritten":
        put_areas(site, "v", "w", "x", "y")
    tablet = site.admin_tablet()
    try:
        with pytest.raises(NoAnswer):
            tablet.exchange(tablet.frames("log.checkpoint", {"known": receipt}, sign=False), patience=3)
    finally:
        tablet.close()
    assert site.process.wait(20) == 65
    assert f"the log was {how}" in site.said() and "a checkpoint that a client shows" in site.said()
    again = run("serve", "--config", site.config)
    assert again.returncode == 65 and "the anchor in" in again.stderr, "what a client showed is not forgotten"
