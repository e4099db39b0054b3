"""Tencent's own Python client, unmodified: live channels, playlists, and what the server does not fetch."""

from __future__ import annotations

import time
from typing import Any

import pytest
from entrances import Entrance, body, code_of
from qcloud_cos import CosServiceError

CHANNEL = {
    "Description": "a channel",
    "Switch": "Enabled",
    "Target": {"Type": "HLS", "FragDuration": "3", "FragCount": "5"},
}


def test_a_live_channel_is_made_switched_and_deleted(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    one = {"Bucket": bucket, "ChannelName": "dir/ch 1"}
    assert code_of(client.get_live_channel_info, **one)[0] == 404
    made = client.put_live_channel(**one, LiveChannelConfiguration=CHANNEL)
    assert made["PublishUrls"]["Url"].startswith(f"rtmp://{bucket}.cos.ap-guangzhou.myqcloud.com/live/dir/")
    assert made["PlayUrls"]["Url"].endswith("/dir/ch%201/playlist.m3u8")
    found = client.get_live_channel_info(**one)
    assert (found["Description"], found["Target"]["FragCount"]) == ("a channel", "5")
    assert client.get_live_channel_status(**one) == {"Status": "Idle"}
    client.put_live_channel_switch(**one, Switch="disabled")
    assert client.get_live_channel_info(**one)["Switch"] == "Disabled"
    assert client.get_live_channel_status(**one) == {"Status": "Disabled"}
    assert client.get_live_channel_history(**one) == {"LiveChannelHistory": None}
    client.delete_live_channel(**one)
    assert code_of(client.get_live_channel_info, **one)[0] == 404


def test_live_channels_are_listed(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    for name in ("b", "a/1", "a/2"):
        client.put_live_channel(Bucket=bucket, ChannelName=name, LiveChannelConfiguration=CHANNEL)
    page = client.list_live_channel(Bucket=bucket, MaxKeys=2)
    assert [entry["Name"] for entry in page["LiveChannel"]] == ["a/1", "a/2"]
    rest = client.list_live_channel(Bucket=bucket, Marker=page["NextMarker"])
    assert [entry["Name"] for entry in rest["LiveChannel"]] == ["b"]
    some = client.list_live_channel(Bucket=bucket, Prefix="a/")
    assert len(some["LiveChannel"]) == 2


def test_playlists(proxied: Entrance, bucket: str) -> None:
    client = proxied.client
    client.put_live_channel(Bucket=bucket, ChannelName="ch", LiveChannelConfiguration=CHANNEL)
    for name in ("1.ts", "2.ts", "note.txt"):
        client.put_object(Bucket=bucket, Key=f"ch/{name}", Body=b"x")
    now = int(time.time())
    when: dict[str, Any] = {"Bucket": bucket, "ChannelName": "ch", "StartTime": now - 60, "EndTime": now + 60}
    text = client.get_vod_playlist(**when).decode()
    assert [line for line in text.splitlines() if not line.startswith("#")] == ["1.ts", "2.ts"]
    client.post_vod_playlist(**when, PlaylistName="kept.m3u8")
    assert body(client.get_object(Bucket=bucket, Key="ch/kept.m3u8")).decode() == text
    before = {**when, "StartTime": now - 7200, "EndTime": now - 3600}
    assert b".ts" not in client.get_vod_playlist(**before)


def test_an_address_to_push_to_is_signed(proxied: Entrance, bucket: str) -> None:
    url = proxied.client.get_rtmp_signed_url(Bucket=bucket, ChannelName="ch")
    assert url.startswith(f"rtmp://{bucket}.cos.ap-guangzhou.myqcloud.com/live/ch?q-sign-algorithm=sha1&")


def test_what_would_be_fetched_from_elsewhere_is_refused(proxied: Entrance, bucket: str) -> None:
    """The client takes every answer for JSON here: a refusal is what it cannot read."""
    client = proxied.client
    task = {"Url": "http://elsewhere.example/file", "Key": "k"}
    with pytest.raises((ValueError, CosServiceError)):
        client.put_async_fetch_task(Bucket=bucket, FetchTaskConfiguration=task)
    with pytest.raises((ValueError, CosServiceError)):
        client.get_async_fetch_task(Bucket=bucket, TaskId="1")
    assert not client.object_exists(bucket, "k")
