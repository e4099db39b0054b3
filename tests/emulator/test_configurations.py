"""The configurations of buckets: every line of the table, over both stores."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cos_requests import REGION, Answer, Cos, new_bucket_name

from pycos.emulator import Emulator
from pycos.emulator.configurations import BY_SUB_RESOURCE, CONFIGURATIONS

#: A document that is accepted and comes back as it was, for each sub-resource.
SAMPLES = {
    "cors": "<CORSConfiguration><CORSRule><ID>1</ID><AllowedOrigin>http://a.example</AllowedOrigin>"
    "<AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><MaxAgeSeconds>5</MaxAgeSeconds>"
    "</CORSRule></CORSConfiguration>",
    "lifecycle": "<LifecycleConfiguration><Rule><ID>a</ID><Filter><Prefix>x/</Prefix></Filter>"
    "<Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>",
    "versioning": "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>",
    "replication": "<ReplicationConfiguration><Role>qcs::cam::uin/1:uin/1</Role><Rule><ID>r</ID>"
    "<Status>Enabled</Status><Prefix>p</Prefix><Destination><Bucket>qcs::cos:ap-beijing::b-1250000000</Bucket>"
    "</Destination></Rule></ReplicationConfiguration>",
    "website": "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
    "</WebsiteConfiguration>",
    "logging": "<BucketLoggingStatus><LoggingEnabled><TargetBucket>b-1250000000</TargetBucket>"
    "<TargetPrefix>l/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>",
    "tagging": "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
    "referer": "<RefererConfiguration><Status>Enabled</Status><RefererType>White-List</RefererType>"
    "<DomainList><Domain>*.a.example</Domain><Domain>b.example</Domain></DomainList></RefererConfiguration>",
    "domain": "<DomainConfiguration><DomainRule><Status>ENABLED</Status><Name>w.a.example</Name>"
    "<Type>REST</Type><ForcedReplacement>CNAME</ForcedReplacement></DomainRule></DomainConfiguration>",
    "origin": "<OriginConfiguration><OriginRule><OriginType>Mirror</OriginType><OriginInfo><HostInfo>"
    "<HostName>o.example</HostName></HostInfo></OriginInfo></OriginRule></OriginConfiguration>",
    "policy": '{"Statement": [{"effect": "allow", "principal": "*", "action": "name/cos:GetObject",'
    ' "resource": "*"}], "Version": "2.0"}',
    "encryption": "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
    "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
    "</ServerSideEncryptionConfiguration>",
    "inventory": "<InventoryConfiguration><Id>one</Id><IsEnabled>true</IsEnabled><IncludedObjectVersions>All"
    "</IncludedObjectVersions><Destination><COSBucketDestination><Format>CSV</Format>"
    "<Bucket>qcs::cos:r::b-1250000000</Bucket></COSBucketDestination></Destination></InventoryConfiguration>",
    "intelligenttiering": "<IntelligentTieringConfiguration><Status>Enabled</Status><Transition>"
    "<Days>30</Days><RequestFrequent>1</RequestFrequent></Transition></IntelligentTieringConfiguration>",
    "intelligent-tiering": "<IntelligentTieringConfiguration><Id>one</Id><Status>Enabled</Status>"
    "</IntelligentTieringConfiguration>",
    "accelerate": "<AccelerateConfiguration><Status>Enabled</Status><Type>COS</Type>"
    "</AccelerateConfiguration>",
    "response-control": "<ResponseControlConfiguration><ControlParamList><Param>response-expires</Param>"
    "</ControlParamList></ResponseControlConfiguration>",
    "object-lock": "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
    "</ObjectLockConfiguration>",
}
EVERY = [kind.sub_resource for kind in CONFIGURATIONS]
VERSIONED = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"


def ask(cos: Cos, method: str, name: str, body: str | None = None, **headers: str) -> Answer:
    params = {name: "", "id": "one"} if BY_SUB_RESOURCE[name].plural else {name: ""}
    if method == "PUT" and name == "replication":
        assert cos.request("PUT", params={"versioning": ""}, body=VERSIONED).status == 200
    named = {key.replace("_", "-"): text for key, text in headers.items()}
    return cos.request(method, params=params, body=None if body is None else body.encode(), headers=named)


def content(answer: Answer) -> str:
    text = answer.body.decode()
    return text.partition("?>\n")[2] or text


def assert_absent(cos: Cos, name: str) -> None:
    kind = BY_SUB_RESOURCE[name]
    answer = ask(cos, "GET", name)
    if kind.absent:
        assert (answer.status, answer.code) == (404, kind.absent)
    else:
        assert (answer.status, content(answer)) == (200, f"<{kind.root}/>")


def test_there_is_a_sample_for_each_line_of_the_table() -> None:
    assert sorted(SAMPLES) == sorted(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_what_was_never_set_is_answered_as_the_service_does(cos: Cos, name: str) -> None:
    assert_absent(cos, name)


@pytest.mark.parametrize("name", EVERY)
def test_what_was_set_comes_back_until_it_is_deleted(cos: Cos, name: str) -> None:
    kind = BY_SUB_RESOURCE[name]
    for _ in range(2):  # the second one replaces the first
        assert ask(cos, "PUT", name, SAMPLES[name]).status == kind.put_status
    assert content(ask(cos, "GET", name)) == SAMPLES[name]
    gone = ask(cos, "DELETE", name)
    if kind.deletable:
        assert gone.status == 204
        assert_absent(cos, name)
    else:
        assert (gone.status, gone.code) == (405, "MethodNotAllowed")


@pytest.mark.parametrize("name", [name for name in EVERY if name != "policy"])
def test_a_document_of_another_kind_is_refused(cos: Cos, name: str) -> None:
    answer = ask(cos, "PUT", name, "<Other/>")
    assert (answer.status, answer.code) == (400, "MalformedXML")
    assert_absent(cos, name)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "referer"])
def test_a_body_is_needed(cos: Cos, name: str) -> None:
    assert ask(cos, "PUT", name).code == "MissingRequestBodyError"


@pytest.mark.parametrize("name", EVERY)
def test_the_md5_of_a_document_is_checked(cos: Cos, name: str) -> None:
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()
    assert ask(cos, "PUT", name, SAMPLES[name], Content_MD5=wrong).code == "BadDigest"
    assert_absent(cos, name)
    right = base64.b64encode(hashlib.md5(SAMPLES[name].encode()).digest()).decode()
    assert ask(cos, "PUT", name, SAMPLES[name], Content_MD5=right).status == BY_SUB_RESOURCE[name].put_status


@pytest.mark.parametrize("name", EVERY)
def test_a_bucket_that_is_not_there_has_no_configuration(server: Emulator, name: str) -> None:
    cos = Cos(server, new_bucket_name())
    params = {name: "", "id": "one"}
    for method in ("GET", "PUT"):
        answer = cos.request(method, params=params, body=SAMPLES[name].encode() if method == "PUT" else None)
        assert (answer.status, answer.code) == (404, "NoSuchBucket")


@pytest.mark.parametrize("name", EVERY)
def test_nobody_reads_or_sets_a_configuration_without_a_signature(cos: Cos, name: str) -> None:
    cos.request("PUT", params={"acl": ""}, headers={"x-cos-acl": "public-read-write"})
    for method in ("GET", "PUT"):
        answer = cos.request(method, params={name: "", "id": "one"}, signed=False)
        assert (answer.status, answer.code) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("cors", "<CORSConfiguration/>", "MalformedXML"),
        ("cors", SAMPLES["cors"].replace("GET", "PATCH"), "InvalidArgument"),
        ("cors", SAMPLES["cors"].replace("http://a.example", "*.*"), "InvalidArgument"),
        ("lifecycle", "<LifecycleConfiguration/>", "MalformedXML"),
        ("lifecycle", SAMPLES["lifecycle"].replace("Enabled", "On"), "MalformedXML"),
        ("lifecycle", SAMPLES["lifecycle"].replace("<Status>Enabled</Status>", ""), "MalformedXML"),
        ("versioning", SAMPLES["versioning"].replace("Suspended", "Off"), "MalformedXML"),
        ("replication", SAMPLES["replication"].replace("qcs::cos", "arn:cos"), "InvalidArgument"),
        ("website", "<WebsiteConfiguration/>", "MalformedXML"),
        ("logging", "<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>", "MalformedXML"),
        ("tagging", "<Tagging/>", "MalformedXML"),
        ("tagging", SAMPLES["tagging"].replace("<Key>k</Key>", "<Key></Key>"), "InvalidTag"),
        ("tagging", SAMPLES["tagging"].replace("<Value>v<", f"<Value>{'v' * 257}<"), "InvalidTag"),
        ("tagging", SAMPLES["tagging"].replace("<Value>v<", "<Value>{v}<"), "InvalidTag"),
        ("referer", SAMPLES["referer"].replace("White-List", "Grey-List"), "MalformedXML"),
        ("domain", SAMPLES["domain"].replace("ENABLED", "Enabled"), "MalformedXML"),
        ("origin", "<OriginConfiguration/>", "MalformedXML"),
        ("policy", "not JSON", "MalformedPolicy"),
        ("policy", "[]", "MalformedPolicy"),
        ("policy", "[" * 100_000, "MalformedPolicy"),
        ("policy", '{"Statement": [NaN]}', "MalformedPolicy"),
        ("policy", '{"version": "2.0"}', "MalformedPolicy"),
        ("encryption", SAMPLES["encryption"].replace("AES256", "ROT13"), "MalformedXML"),
        ("inventory", SAMPLES["inventory"].replace("<Id>one<", "<Id>two<"), "InvalidArgument"),
        ("inventory", SAMPLES["inventory"].replace("<Format>CSV</Format>", ""), "MalformedXML"),
        ("intelligenttiering", "<IntelligentTieringConfiguration/>", "MalformedXML"),
        ("accelerate", SAMPLES["accelerate"].replace("Enabled", "Maybe"), "MalformedXML"),
        ("object-lock", SAMPLES["object-lock"].replace(">Enabled<", ">Disabled<"), "MalformedXML"),
    ],
)
def test_what_the_service_would_refuse_is_refused(cos: Cos, name: str, body: str, code: str) -> None:
    assert body != SAMPLES[name]
    answer = ask(cos, "PUT", name, body)
    assert (answer.status, answer.code) == (400, code)
    assert_absent(cos, name)


def test_a_new_bucket_of_an_old_name_has_no_configurations(cos: Cos) -> None:
    ask(cos, "PUT", "tagging", SAMPLES["tagging"])
    cos.request("DELETE")
    cos.request("PUT")
    assert_absent(cos, "tagging")


def test_a_bucket_may_be_made_with_tags(server: Emulator) -> None:
    cos = Cos(server, new_bucket_name())
    cos.request("PUT", headers={"x-cos-tagging": "k=v"})
    assert content(ask(cos, "GET", "tagging")) == SAMPLES["tagging"]


def test_prefixes_attributes_and_space_are_not_kept(cos: Cos) -> None:
    body = (
        "<?xml version='1.0'?>\n<c:Tagging xmlns:c='urn:x' a='b'>\n <c:TagSet>\n"
        " <c:Tag><c:Key>k</c:Key> <c:Value>v</c:Value></c:Tag></c:TagSet></c:Tagging>"
    )
    ask(cos, "PUT", "tagging", body)
    assert content(ask(cos, "GET", "tagging")) == SAMPLES["tagging"]


def test_routing_rules_of_a_website_come_back_with_url_redirect(cos: Cos) -> None:
    rule = (
        "<RoutingRules><RoutingRule><Condition><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>"
        "</Condition><Redirect><ReplaceKeyWith>x</ReplaceKeyWith>%s</Redirect></RoutingRule></RoutingRules>"
    )
    body = SAMPLES["website"].replace("</IndexDocument>", "</IndexDocument>" + rule)
    ask(cos, "PUT", "website", body % "")
    assert content(ask(cos, "GET", "website")) == body % "<URLRedirect>Enabled</URLRedirect>"


def test_encryption_comes_back_under_another_name(cos: Cos) -> None:
    given = SAMPLES["encryption"].replace(
        "ApplyServerSideEncryptionByDefault", "ApplySideEncryptionConfiguration"
    )
    ask(cos, "PUT", "encryption", given)
    assert content(ask(cos, "GET", "encryption")) == SAMPLES["encryption"]


def test_the_names_of_a_policy_come_back_with_capitals(cos: Cos) -> None:
    statement = {
        "effect": "deny",
        "principal": {"qcs": ["qcs::cam::anyone:anyone"]},
        "action": ["name/cos:GetObject"],
        "resource": ["qcs::cos:*:*:*/测"],
    }
    ask(cos, "PUT", "policy", json.dumps({"statement": [statement], "version": "2.0"}))
    answer = ask(cos, "GET", "policy")
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.body) == {"Statement": [statement], "Version": "2.0"}


def test_an_empty_body_deletes_the_referer_rules(cos: Cos) -> None:
    ask(cos, "PUT", "referer", SAMPLES["referer"])
    assert ask(cos, "PUT", "referer", "").status == 200
    assert_absent(cos, "referer")


def test_replication_needs_versioning(cos: Cos) -> None:
    for body in (b"", VERSIONED.replace(b"Enabled", b"Suspended")):
        if body:
            cos.request("PUT", params={"versioning": ""}, body=body)
        answer = cos.request("PUT", params={"replication": ""}, body=SAMPLES["replication"].encode())
        assert (answer.status, answer.code) == (409, "InvalidBucketState")


def test_a_domain_comes_with_the_text_that_would_verify_it(cos: Cos) -> None:
    ask(cos, "PUT", "domain", SAMPLES["domain"])
    said = {ask(cos, "GET", "domain").headers["x-cos-domain-txt-verification"] for _ in range(2)}
    assert len(said) == 1
    assert "verification=" in said.pop()


def test_a_domain_belongs_to_one_bucket_unless_it_is_forced(server: Emulator, cos: Cos) -> None:
    free = SAMPLES["domain"].replace("w.a.example", f"{cos.bucket}.example")
    polite = free.replace("<ForcedReplacement>CNAME</ForcedReplacement>", "")
    assert ask(cos, "PUT", "domain", polite).status == 200
    assert ask(cos, "PUT", "domain", polite).status == 200
    other = Cos(server, new_bucket_name())
    other.request("PUT")
    answer = ask(other, "PUT", "domain", polite)
    assert (answer.status, answer.code) == (409, "RecordAlreadyExist")
    assert ask(other, "PUT", "domain", free).status == 200


def inventory(number: int) -> tuple[dict[str, str], bytes]:
    body = SAMPLES["inventory"].replace("<Id>one<", f"<Id>n{number}<")
    return {"inventory": "", "id": f"n{number}"}, body.encode()


def test_inventories_are_listed_in_pages_in_the_order_they_were_made(cos: Cos) -> None:
    wanted = [f"n{number}" for number in range(101, 0, -1)]
    for number in range(101, 0, -1):
        params, body = inventory(number)
        assert cos.request("PUT", params=params, body=body).status == 200
    first = cos.request("GET", params={"inventory": ""})
    assert first.xml.tag == "ListInventoryConfigurationResult"
    assert first.texts("IsTruncated") == ["true"]
    token = first.texts("NextContinuationToken")[0]
    second = cos.request("GET", params={"inventory": "", "continuation-token": token})
    assert second.texts("IsTruncated") == ["false"]
    assert second.texts("ContinuationToken") == [token]
    seen = [first.texts("InventoryConfiguration/Id"), second.texts("InventoryConfiguration/Id")]
    assert (len(seen[0]), seen[0] + seen[1]) == (100, wanted)


def test_an_inventory_that_is_posted_must_be_new(cos: Cos) -> None:
    params, body = inventory(1)
    assert cos.request("POST", params=params, body=body).status == 200
    again = cos.request("POST", params=params, body=body)
    assert (again.status, again.code) == (409, "DuplicateInventoryId")


@pytest.mark.parametrize("name", ["inventory", "intelligent-tiering"])
def test_a_configuration_with_an_id_needs_one(cos: Cos, name: str) -> None:
    empty = cos.request("PUT", params={name: "", "id": ""}, body=SAMPLES[name].encode())
    assert (empty.status, empty.code) == (400, "InvalidArgument")
    missing = cos.request("PUT", params={name: ""}, body=SAMPLES[name].encode())
    assert (missing.status, missing.code) == (405, "MethodNotAllowed")
    for identity in ("a b", "é", "x" * 65):
        odd = cos.request("PUT", params={name: "", "id": identity}, body=SAMPLES[name].encode())
        assert (odd.status, odd.code) == (400, "InvalidArgument")
    gone = cos.request("DELETE", params={name: "", "id": "never"})
    assert (gone.status, gone.code) == (404, BY_SUB_RESOURCE[name].absent)


def test_rules_of_intelligent_tiering_are_listed(cos: Cos) -> None:
    ask(cos, "PUT", "intelligent-tiering", SAMPLES["intelligent-tiering"])
    answer = cos.request("GET", params={"intelligent-tiering": ""})
    assert answer.xml.tag == "ListBucketIntelligentTieringConfigurationsOutput"
    assert answer.texts("IntelligentTieringConfiguration/Status") == ["Enabled"]
    assert_absent(cos, "intelligenttiering")


def test_configurations_outlive_the_server(private_servers: Path) -> None:
    name = f"kept-1250000000@{REGION}"
    with Emulator(data=private_servers / "kept", https=False, buckets=[name]) as server:
        cos = Cos(server, "kept-1250000000")
        for sub_resource in EVERY:
            ask(cos, "PUT", sub_resource, SAMPLES[sub_resource])
        server.kill()
        server.start()
        for sub_resource in set(EVERY) - {"versioning"}:  # which replication needed to be another
            assert content(ask(cos, "GET", sub_resource)) == SAMPLES[sub_resource]
