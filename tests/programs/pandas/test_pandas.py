"""pandas reads and writes tables in a bucket through `ossfs`."""

import asyncio

import ossfs
import pandas
import pytest
from ossmock.report import refusals

WORLD = """
[[account]]
name = "acme"
id = "1001"
bucket = [{ name = "data", object = [{ key = "in.csv", body = "x,y\\n1,2\\n" }, { key = "out.csv" }] }]

[[account.ram_user]]
name = "analyst"
policies = [
  { Version = "1", Statement = [
    { Effect = "Allow", Action = ["oss:GetObject", "oss:PutObject", "oss:ListObjects"], Resource = "*" },
  ] },
]
"""

CAUSE = """
GetBucketInfo data by acme/analyst: 403 AccessDenied
   implicitly denied: the caller's one statement does not apply
   missing: Allow oss:GetBucketInfo on acs:oss:*:1001:data, in a policy attached to acme/analyst
"""


@pytest.fixture(autouse=True)
def forget():
    """`fsspec` keeps file systems, with the listings they have seen, for as long as Python runs."""
    ossfs.OSSFileSystem.clear_instance_cache()


def options(ossmock, caller):
    keys = ossmock.credentials_of(caller)
    return {"endpoint": ossmock.endpoint, "key": keys.access_key_id, "secret": keys.access_key_secret}


def test_a_table_is_read_and_written(ossmock):
    ossmock.world(WORLD)
    storage = options(ossmock, "acme")
    table = pandas.read_csv("oss://data/in.csv", storage_options=storage)
    table.to_csv("oss://data/out.csv", storage_options=storage, index=False)
    assert pandas.read_csv("oss://data/out.csv", storage_options=storage).to_dict("list") == {"x": [1], "y": [2]}


def test_the_journal_explains_a_misleading_409(ossmock):
    ossmock.world(WORLD)
    table = pandas.DataFrame({"x": [1]})
    with pytest.raises(OSError, match="ObjectNotAppendable"):
        table.to_csv("oss://data/out.csv", storage_options=options(ossmock, "acme/analyst"))

    first, last = ossmock.journal(outcome="refused")
    assert (last["operation"], last["status"]) == ("AppendObject", 409)
    assert CAUSE.strip() in refusals([first])


def test_a_listing_is_remembered_unless_it_is_forgotten(ossmock):
    ossmock.world(WORLD)
    storage = options(ossmock, "acme")
    assert len(ossfs.OSSFileSystem(**storage).ls("data")) == 2

    world = ossmock.world()
    world["account"][0]["bucket"][0]["object"] = []
    ossmock.world(world)

    assert len(ossfs.OSSFileSystem(**storage).ls("data")) == 2
    ossfs.OSSFileSystem.clear_instance_cache()
    assert ossfs.OSSFileSystem(**storage).ls("data") == []


def test_the_asynchronous_ossfs_cannot_write_with_this_aiohttp(ossmock):
    ossmock.world(WORLD)

    async def write():
        files = ossfs.AioOSSFileSystem(**options(ossmock, "acme"), asynchronous=True)
        await files._pipe_file("data/out.csv", b"x")

    with pytest.raises(TypeError, match="abstract class AsyncPayload"):
        asyncio.run(write())
