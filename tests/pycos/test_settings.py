"""ClientSettings: what is accepted."""

from __future__ import annotations

import pickle
import warnings

import pytest

import pycos
from pycos import Client, ClientSettings, InsecureWarning, InvalidArgument, RetryPolicy

GIVEN = {"region": "ap-guangzhou", "secret_id": "id", "secret_key": "key"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"connect_timeout": 0},
        {"read_timeout": -5},
        {"max_body": "lots"},
        {"part_size": 0},
        {"max_concurrency": 0},
        {"max_concurrency": 5000},
        {"proxy": "host:3128"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidArgument, match=next(iter(wrong))):
        ClientSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_the_timeout_of_a_call_must_be_more_than_nothing(timeout: float) -> None:
    with pytest.raises(InvalidArgument, match="timeout"):
        Client(**GIVEN).bucket("b-1250000000").head("k", timeout=timeout)


def test_a_setting_c_cannot_take_is_refused_at_the_first_call() -> None:
    with pytest.raises(InvalidArgument):
        Client(**GIVEN, ca_file="a\0b").bucket("b-1250000000").head("k")


def test_sizes_may_be_written_as_text() -> None:
    assert ClientSettings(max_body="1MiB", part_size="8MiB").part_size == 8 << 20


def test_arguments_of_the_client_take_precedence_over_settings() -> None:
    settings = ClientSettings(timeout=5, read_timeout=7, retry=RetryPolicy(attempts=2))
    client = Client(**GIVEN, settings=settings, timeout=9)
    assert (client.settings.timeout, client.settings.read_timeout, client.settings.retry.attempts) == (
        9,
        7,
        2,
    )


def test_settings_are_immutable_and_pickle() -> None:
    settings = ClientSettings(timeout=5)
    with pytest.raises(AttributeError):
        settings.timeout = 6  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_switching_verification_off_warns_once() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        client = Client(**GIVEN, verify=False)
        pickle.loads(pickle.dumps(client))
        client.bucket("b-1250000000")
    assert [each.category for each in caught] == [InsecureWarning]
    assert caught[0].filename == __file__


def test_verification_is_on_by_default() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Client(**GIVEN)._session.native_settings().verify is True


def test_region_and_endpoint_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_REGION", "ap-beijing")
    assert pycos.Client().endpoint.url == "https://cos.ap-beijing.myqcloud.com"
    monkeypatch.setenv("COS_ENDPOINT", "http://localhost:9000")
    assert pycos.Client().endpoint.url == "http://localhost:9000"
    assert pycos.Client(region="ap-shanghai").endpoint.url == "https://cos.ap-shanghai.myqcloud.com"


def test_close_may_be_called_again_and_ends_calls() -> None:
    client = Client(**GIVEN)
    client.close()
    client.close()
    with pytest.raises(pycos.InvalidOperation, match="closed"):
        client.bucket("b-1250000000").head("k")
