"""Where credentials come from, and that they go nowhere else."""

from __future__ import annotations

import pickle

import pytest

import pycos
from pycos import AnonymousCredentials, Client, Credentials, CredentialsError, EnvironmentCredentials

ID, KEY = "AKIDabcdefghijklmnopWXYZ", "canary-of-the-secret-key"


def test_the_repr_shows_the_last_four_of_the_id_and_nothing_else() -> None:
    shown = repr(Credentials(ID, KEY, "canary-token"))
    assert "WXYZ" in shown
    assert "canary" not in shown
    assert "AKID" not in shown


def test_a_short_id_is_not_shown_at_all() -> None:
    assert "abcd" not in repr(Credentials("abcd", KEY))


@pytest.mark.parametrize(
    ("secret_id", "secret_key", "token"),
    [
        ("", KEY, None),
        (ID, "", None),
        (ID, KEY, ""),
        (ID + "\n", KEY, None),
        (" " + ID, KEY, None),
        (ID, KEY + "\r\nX: y", None),
        (ID, "密钥", None),
    ],
)
def test_credentials_that_cannot_be_sent_are_refused_without_repeating_them(
    secret_id: str, secret_key: str, token: str | None
) -> None:
    with pytest.raises(CredentialsError) as caught:
        Credentials(secret_id, secret_key, token)
    assert "canary" not in str(caught.value)


def test_the_environment_is_asked_in_the_documented_order() -> None:
    environ = {
        "TENCENTCLOUD_SECRET_ID": "tid",
        "TENCENTCLOUD_SECRET_KEY": "tkey",
        "TENCENTCLOUD_TOKEN": "ttok",
    }
    provider = EnvironmentCredentials(environ)
    assert provider.credentials() == Credentials("tid", "tkey", "ttok")
    environ.update(COS_SECRET_ID="cid", COS_SECRET_KEY="ckey")
    assert provider.credentials() == Credentials("cid", "ckey", None)
    environ["COS_TOKEN"] = "ctok"
    assert provider.credentials() == Credentials("cid", "ckey", "ctok")


def test_nothing_in_the_environment_is_an_error_that_names_the_variables() -> None:
    with pytest.raises(CredentialsError, match=r"COS_SECRET_ID.*COS_SECRET_KEY.*TENCENTCLOUD_SECRET_ID"):
        EnvironmentCredentials({}).credentials()


def test_half_a_pair_is_an_error_that_names_the_other_half() -> None:
    with pytest.raises(CredentialsError, match="COS_SECRET_KEY is not"):
        EnvironmentCredentials({"COS_SECRET_ID": ID}).credentials()
    with pytest.raises(CredentialsError, match="COS_SECRET_ID is not"):
        EnvironmentCredentials({"COS_SECRET_KEY": KEY}).credentials()


def test_an_unusable_variable_is_named() -> None:
    with pytest.raises(CredentialsError, match="COS_SECRET_ID, COS_SECRET_KEY") as caught:
        EnvironmentCredentials({"COS_SECRET_ID": ID, "COS_SECRET_KEY": KEY + "\n"}).credentials()
    assert "canary" not in str(caught.value)


def test_a_client_without_credentials_says_so_at_the_first_call() -> None:
    client = Client(region="ap-guangzhou")
    with pytest.raises(CredentialsError, match="COS_SECRET_ID"):
        client.bucket("b-1250000000").head("k")


def test_a_client_with_half_a_pair_is_refused_at_once() -> None:
    with pytest.raises(CredentialsError, match="belong together"):
        Client(region="ap-guangzhou", secret_id=ID)


def test_two_ways_to_give_credentials_are_refused() -> None:
    with pytest.raises(pycos.InvalidArgument, match="one of"):
        Client(region="ap-guangzhou", secret_id=ID, secret_key=KEY, anonymous=True)


def test_a_provider_without_the_method_is_refused() -> None:
    with pytest.raises(pycos.InvalidArgument, match="credentials"):
        Client(region="ap-guangzhou", credentials=object())  # type: ignore[arg-type]


def test_a_provider_that_fails_is_a_credentials_error_with_its_cause() -> None:
    class Broken:
        def credentials(self) -> Credentials:
            raise RuntimeError("canary")

    with pytest.raises(CredentialsError) as caught:
        Client(region="ap-guangzhou", credentials=Broken()).bucket("b-1250000000").head("k")
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert "canary" not in str(caught.value)


def test_a_provider_that_gives_something_else_is_a_credentials_error() -> None:
    class Wrong:
        def credentials(self) -> Credentials:
            return ("id", "key")  # type: ignore[return-value]

    with pytest.raises(CredentialsError, match="tuple"):
        Client(region="ap-guangzhou", credentials=Wrong()).bucket("b-1250000000").head("k")


def test_environment_credentials_pickle_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_SECRET_ID", ID)
    monkeypatch.setenv("COS_SECRET_KEY", KEY)
    client = Client(region="ap-guangzhou")
    client._session.native_settings()
    pickled = pickle.dumps(client)
    assert KEY.encode() not in pickled
    assert pickle.loads(pickled)._session.native_settings().secret_key == KEY


def test_static_credentials_pickle_with_the_client() -> None:
    client = pickle.loads(pickle.dumps(Client(region="ap-guangzhou", secret_id=ID, secret_key=KEY)))
    assert client._session.provider == Credentials(ID, KEY)


def test_anonymous_means_unsigned() -> None:
    client = Client(region="ap-guangzhou", credentials=AnonymousCredentials())
    assert client._session.native_settings().secret_id is None


def test_the_repr_of_a_client_holds_no_secret() -> None:
    client = Client(
        region="ap-guangzhou", secret_id=ID, secret_key=KEY, proxy_auth="user:canary-proxy", token="canary-t"
    )
    client._session.native_settings()
    assert "canary" not in repr(client) + repr(client.settings) + repr(client._session.native_settings())
