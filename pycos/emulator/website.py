"""The website configuration of a bucket as it is carried out: what a path leads to, what an error does."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pycos.emulator import xml
from pycos.emulator.configuration_checks import REDIRECTS


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a rule sends a request. ``internal``: the browser is shown the other object, and not told."""

    protocol: str
    status: int
    replacement: str | None
    prefix: str | None
    internal: bool

    def key(self, key: str, matched: str) -> str:
        """The key that takes the place of ``key``, whose start was the ``matched`` prefix of the rule."""
        if self.replacement is not None:
            return self.replacement
        if self.prefix is not None:
            return self.prefix + key[len(matched) :]
        return key


@dataclass(frozen=True, slots=True)
class Rule:
    """A routing rule: for keys with a prefix, for an error, or for an error of keys with a prefix."""

    prefix: str
    error: int | None
    redirect: Redirect


@dataclass(frozen=True, slots=True)
class Website:
    """A website configuration."""

    index: str
    everything: str  # the protocol that all requests are sent to; empty: none
    error_key: str
    keep_status: bool
    without_extension: bool
    rules: tuple[Rule, ...]

    def rule_for(self, key: str, error: int | None) -> Rule | None:
        """The first rule about a key before it is looked for, or about an error it has led to."""
        return next(
            (rule for rule in self.rules if rule.error == error and key.startswith(rule.prefix)), None
        )

    def page(self, key: str) -> str:
        """The key of the page that a path stands for."""
        return key + self.index if not key or key.endswith("/") else key


def _value(node: xml.Element, path: str) -> str:
    return "".join(found.text.strip() for found in node.at(path)[:1])


def _rule(node: xml.Element) -> Rule:
    error = _value(node, "Condition/HttpErrorCodeReturnedEquals")
    status = _value(node, "Redirect/HttpRedirectCode")
    replacements = node.at("Redirect/ReplaceKeyWith")
    prefixes = node.at("Redirect/ReplaceKeyPrefixWith")
    redirect = Redirect(
        _value(node, "Redirect/Protocol").lower(),
        int(status) if status in REDIRECTS else 302,
        replacements[0].text.strip() if replacements else None,
        prefixes[0].text.strip() if prefixes else None,
        _value(node, "Redirect/URLRedirect") == "Disabled",
    )
    return Rule(_value(node, "Condition/KeyPrefixEquals"), int(error) if error else None, redirect)


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Website:
    """The website of a configuration that was checked when it was set."""
    root = xml.parse(text.encode(), "WebsiteConfiguration")
    return Website(
        _value(root, "IndexDocument/Suffix"),
        _value(root, "RedirectAllRequestsTo/Protocol").lower(),
        _value(root, "ErrorDocument/Key"),
        _value(root, "ErrorDocument/OriginalHttpStatus") != "Disabled",
        _value(root, "AutoAddressing/Status") == "Enabled",
        tuple(_rule(node) for node in root.at("RoutingRules/RoutingRule")),
    )
