"""Where LangGraph's state is kept in the run's folder."""

from pathlib import Path

from smile_commons.dialogues.checkpoints import opened

PUT = "INSERT INTO checkpoints (thread_id, checkpoint_id) VALUES (?, ?)"


async def test_a_play_that_breaks_off_mid_write_leaves_nothing_locked(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.sqlite"
    async with opened(path) as broken:
        await broken.setup()
        await broken.conn.execute(PUT, ("run", "1"))
        await broken.conn.execute(PUT, ("run", "2"))
        await broken.conn.commit()
        # An error that somebody holds may know of such a cursor, and keep it from being closed.
        half_read = await broken.conn.execute("SELECT checkpoint_id FROM checkpoints")
        assert await half_read.fetchone()
        await broken.conn.execute(PUT, ("run", "3"))
    async with opened(path) as later:
        await later.conn.execute("PRAGMA busy_timeout = 0")
        await later.conn.execute(PUT, ("run", "4"))
        await later.conn.commit()
        kept = await later.conn.execute_fetchall("SELECT checkpoint_id FROM checkpoints")
    assert [row[0] for row in kept] == ["1", "2", "4"]
