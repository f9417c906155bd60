"""A second verifier of a ledger, written from docs/ledger.md alone: it shares no code with the first one.

    python verify.py audit.ndjson --checkpoints checkpoints.jws --keys keys.json --pin THUMBPRINT
        [--receipt R.jws] [--statement S.jws] [--witness MAIL.eml] [--part]
        [--max-age PT26H --as-of 2026-11-26T00:00:00.000Z]

Prints what it found as JSON. Exit code: 0 nothing wrong, 6 tampered, 7 forked, 8 stale.
With --batch it reads such cases from its standard input, one JSON object a line, and answers a line for each.
Needs Python 3.10 and the package `cryptography`.
"""
import argparse
import base64
import email
import email.policy
import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"
EXIT_CODES = {"holds": 0, "tampered": 6, "forked": 7, "stale": 8}
MAX_INTEGER = 2**53 - 1
TENANT = "[a-z0-9-]{1,40}"
ULID = "[0-9A-HJKMNP-TV-Z]{26}"


class Wrong(Exception):
    """Something does not have the form that the page asks for."""


# Text forms


def matches(form: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII) is not None


def is_hex(value: object) -> bool:
    return matches("[0-9a-f]{64}", value)


def is_time(value: object) -> bool:
    return matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value)


def is_thumbprint(value: object) -> bool:
    return matches("[A-Za-z0-9_-]{43}", value)


def is_seq(value: object) -> bool:
    return type(value) is int and 1 <= value <= MAX_INTEGER


def is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def is_text(value: object) -> bool:
    return isinstance(value, str)


def unbase64url(text: object) -> bytes:
    if not matches("[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise Wrong("not base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(raw) != text:
        raise Wrong("another spelling of base64url")
    return raw


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# JSON


def canonical(value: object) -> str:
    """RFC 8785, as far as the page needs it."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{quoted(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def parse(text: str) -> object:
    """JSON of the values that occur in a ledger, with no name twice."""

    def members(pairs: list) -> dict:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Wrong("a name occurs twice")
        return found

    def integer(digits: str) -> int:
        if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER or digits == "-0":
            raise Wrong("not a number of the ledger")
        return int(digits)

    def refused(_: str) -> None:
        raise Wrong("not a number of the ledger")

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_int=integer, parse_float=refused, parse_constant=refused
        )
        # Half a surrogate pair has no UTF-8.
        canonical(value).encode()
    except (ValueError, RecursionError) as error:
        raise Wrong(str(error)) from None
    return value


def members_of(value: object, names: set) -> bool:
    return isinstance(value, dict) and set(value) == names


# Types of events


@dataclass(frozen=True)
class EventType:
    domains: frozenset
    before: tuple = ()
    after: str = ""


def types_of(page: str) -> dict:
    found = {}
    for name, domains, move in re.findall(r"^\| `(lockbox\.[^`]+)` \| ([^|]+) \| ([^|]*) ?\|$", page, re.M):
        before, _, after = move.strip().partition(" → ")
        states = () if before in ("", "(none)") else tuple(before.split(" or "))
        found[name] = EventType(frozenset(domains.split(", ")), states, after)
    if not found:
        raise SystemExit("the page has no table of types")
    return found


# Proofs


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def thumbprint(x: str, y: str) -> str:
    return base64url(sha256(canonical({"crv": "P-256", "kty": "EC", "x": x, "y": y}).encode()))


def shape(value: object, needed: dict, optional: dict | None = None) -> bool:
    """Whether it has these members and no others, each of its form."""
    optional = optional or {}
    if not isinstance(value, dict) or not set(needed) <= set(value) <= set(needed) | set(optional):
        return False
    forms = {**needed, **optional}
    return all(forms[name](inner) for name, inner in value.items())


def one_of(*values: str):
    return lambda value: isinstance(value, str) and value in values


def nullable(form):
    return lambda value: value is None or form(value)


def list_of(form):
    return lambda value: isinstance(value, list) and all(form(item) for item in value)


def texts(*names: str) -> dict:
    return {name: is_text for name in names}


def is_origin(value: object) -> bool:
    return matches(r"[a-z][a-z0-9+.-]*://[^\s/]+/?", value)


def is_tenant(value: object) -> bool:
    return matches(TENANT, value)


def is_month(value: object) -> bool:
    return matches(r"\d{4}-(0[1-9]|1[0-2])", value)


def is_who(value: object) -> bool:
    return shape(value, texts("kind", "method"), texts("id", "name", "email", "client"))


is_level = one_of("read", "write")
OUTCOMES = ("approved", "denied", "expired", "canceled", "emergency", "revoked", "ended")
COUNTS = "openAtStart requests approved denied expired canceled revoked ended emergencies uses notGoverned drills".split()

CLAIMS = {
    "lockbox-checkpoint+jws": lambda claims: shape(
        claims,
        {
            "iss": is_origin,
            "tenantId": is_tenant,
            "seq": is_seq,
            "head": is_hex,
            "recordedAt": is_time,
            "time": is_time,
            "previous": nullable(lambda it: shape(it, {"seq": is_seq, "sha256": is_hex})),
            "receiptKeys": list_of(is_thumbprint),
        },
    ),
    "lockbox-key+jws": lambda claims: shape(
        claims,
        {
            "tenantId": is_tenant,
            "purpose": one_of("checkpoint", "receipt"),
            "keyId": is_thumbprint,
            "x": is_thumbprint,
            "y": is_thumbprint,
            "time": is_time,
        },
    ),
    "lockbox-receipt+jws": lambda claims: shape(
        claims,
        {
            "iss": is_origin,
            "issuedAt": is_time,
            "tenantId": is_tenant,
            **texts("requestId", "environmentId", "service"),
            "operator": lambda it: shape(it, {}, texts("id", "name", "email")),
            "outcome": one_of(*OUTCOMES),
            "at": is_time,
            "by": is_who,
            "seq": is_seq,
            "hash": is_hex,
            "history": list_of(
                lambda it: shape(it, {"type": is_text, "at": is_time, "seq": is_seq, "hash": is_hex, "by": is_who})
            ),
        },
        {
            **texts("supportTicket", "accessPeriod", "why"),
            "accessLevel": is_level,
            "reason": lambda it: shape(it, {}, texts("type", "detail")),
            "drill": lambda it: it is True,
            "granted": lambda it: shape(it, {"accessLevel": is_level, "accessUntil": is_time}, texts("accessPeriod")),
        },
    ),
    "lockbox-statement+jws": lambda claims: shape(
        claims,
        {
            "iss": is_origin,
            "tenantId": is_tenant,
            **texts("vendor", "text"),
            "month": is_month,
            "from": is_time,
            "to": is_time,
            "entries": nullable(lambda it: shape(it, {"first": is_seq, "last": is_seq})),
            "head": nullable(lambda it: shape(it, {"seq": is_seq, "hash": is_hex})),
            "counts": lambda it: shape(it, dict.fromkeys(COUNTS, is_count)),
            "time": is_time,
            "previous": nullable(lambda it: shape(it, {"month": is_month, "sha256": is_hex})),
        },
    ),
}


CHECKPOINT, RECEIPT, STATEMENT, ENDORSEMENT = (
    f"lockbox-{kind}+jws" for kind in ("checkpoint", "receipt", "statement", "key")
)


@dataclass(frozen=True)
class Proof:
    text: str
    typ: str
    kid: str
    claims: dict

    @property
    def tenant(self) -> str:
        return self.claims["tenantId"]

    @property
    def time(self) -> str:
        return self.claims["issuedAt" if self.typ == RECEIPT else "time"]

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hex()


class Refused(Exception):
    """A proof that does not hold; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def header_of(text: object) -> dict:
    """The header of a compact JWS; empty when it is none."""
    parts = text.split(".") if isinstance(text, str) else []
    try:
        header = parse(unbase64url(parts[0]).decode()) if len(parts) == 3 else None
    except (Wrong, UnicodeDecodeError):
        header = None
    return header if isinstance(header, dict) else {}


def proof_of(text: object, typ: str, keys: dict) -> Proof:
    """A proof that holds."""
    header = header_of(text)
    if header.get("typ") != typ or header.get("alg") != "ES256" or not members_of(header, {"alg", "kid", "typ"}):
        raise Refused("ProofForm")
    parts = text.split(".")
    if parts[0] != base64url(canonical(header).encode()):
        raise Refused("ProofForm")
    key = keys.get(header["kid"]) if isinstance(header["kid"], str) else None
    if key is None or key.purpose != ("receipt" if typ == RECEIPT else "checkpoint"):
        raise Refused("UnknownKey")
    if not key.signed(text):
        raise Refused("Signature")
    try:
        claims = parse(unbase64url(parts[1]).decode())
    except (Wrong, UnicodeDecodeError):
        raise Refused("ProofForm") from None
    if not CLAIMS[typ](claims) or parts[1] != base64url(canonical(claims).encode()):
        raise Refused("ProofForm")
    proof = Proof(text, typ, key.kid, claims)
    if not key.valid_at(proof.time):
        raise Refused("KeyInterval")
    return proof


@dataclass(frozen=True)
class Key:
    kid: str
    purpose: str
    valid_from: str | None
    valid_until: str | None
    public: ec.EllipticCurvePublicKey

    def valid_at(self, time: str) -> bool:
        return (self.valid_from or "") <= time and (self.valid_until is None or time < self.valid_until)

    def signed(self, text: str) -> bool:
        signed, _, signature = text.rpartition(".")
        try:
            raw = unbase64url(signature)
            if len(raw) != 64:
                return False
            r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
            self.public.verify(utils.encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
        except (Wrong, ValueError, InvalidSignature):
            return False
        return True


def key_of(jwk: object) -> Key:
    fixed = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256"}
    if not isinstance(jwk, dict) or any(jwk.get(name) != value for name, value in fixed.items()):
        raise Wrong("not a key on P-256")
    if not is_thumbprint(jwk.get("x")) or not is_thumbprint(jwk.get("y")):
        raise Wrong("not a point")
    if jwk.get("kid") != thumbprint(jwk["x"], jwk["y"]) or jwk.get("purpose") not in ("checkpoint", "receipt"):
        raise Wrong("not its thumbprint, or no purpose")
    if any(name in jwk and not is_time(jwk[name]) for name in ("validFrom", "validUntil")):
        raise Wrong("not a time")
    x, y = (int.from_bytes(unbase64url(jwk[name]), "big") for name in ("x", "y"))
    try:
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError:
        raise Wrong("not on the curve") from None
    return Key(jwk["kid"], jwk["purpose"], jwk.get("validFrom"), jwk.get("validUntil"), public)


def keys_of(given: object) -> dict:
    if not isinstance(given, dict) or not isinstance(given.get("keys"), list):
        raise Wrong("not a set of keys")
    keys = [key_of(jwk) for jwk in given["keys"]]
    found = {key.kid: key for key in keys}
    if len(found) != len(keys):
        raise Wrong("a key twice")
    return found


# The form of an entry


def is_detail(value: object) -> bool:
    return value is None or isinstance(value, (str, bool)) or (type(value) is int and abs(value) <= MAX_INTEGER)


def is_whole(value: object) -> bool:
    return type(value) is int and abs(value) <= MAX_INTEGER


def is_object(value: object) -> bool:
    return isinstance(value, dict)


def all_of(form):
    return lambda value: isinstance(value, dict) and all(form(inner) for inner in value.values())


def is_entry(value: object) -> bool:
    """Whether it has exactly the members of an entry, each in its form."""
    return shape(
        value,
        {
            "event": is_event,
            "hash": is_hex,
            "personal": is_object,
            "previousHash": is_hex,
            "recordedAt": is_time,
            "seq": is_whole,
        },
    )


def is_event(value: object) -> bool:
    return shape(
        value,
        {
            **texts("id", "source", "subject", "type"),
            "specversion": one_of("1.0"),
            "datacontenttype": one_of("application/json"),
            "time": is_time,
            "data": is_data,
        },
    )


def is_data(value: object) -> bool:
    return shape(
        value,
        {
            **texts("tenantId", "domain"),
            "seq": is_whole,
            "recordedAt": is_time,
            "actor": lambda it: shape(it, texts("kind", "method"), texts("client")),
            "details": all_of(is_detail),
            "personal": all_of(is_hex),
        },
        {**texts("requestId", "environmentId", "service", "supportTicket", "before", "after"), "version": is_whole},
    )


def has_objects(value: object) -> bool:
    """Whether there is something to look at: the objects of an entry are there."""
    if not is_object(value) or not is_object(value.get("event")) or not is_object(value.get("personal")):
        return False
    data = value["event"].get("data")
    return is_object(data) and all(is_object(data.get(name)) for name in ("actor", "details", "personal"))


# The verification


@dataclass
class Verification:
    types: dict
    tenant: str | None = None
    part: bool = False
    findings: list = field(default_factory=list)
    erased: list = field(default_factory=list)
    entries: dict = field(default_factory=dict)
    first: dict | None = None
    former: dict | None = None
    seen: bool = False
    ids: set = field(default_factory=set)
    moved: dict = field(default_factory=dict)
    broken_from: int | None = None
    keys: dict = field(default_factory=dict)
    trusted: set = field(default_factory=set)
    reached: dict = field(default_factory=dict)
    sealed: int = 0
    is_named: bool = False

    def find(self, verdict: str, code: str, seq: object = None) -> None:
        self.findings.append({"verdict": verdict, "code": code, **({"seq": seq} if is_whole(seq) else {})})

    def fault(self, code: str, seq: object) -> None:
        """A finding about the chain."""
        self.find("tampered", code, seq)
        at = seq if is_whole(seq) else 0
        self.broken_from = at if self.broken_from is None else min(self.broken_from, at)

    # The chain

    def line(self, text: str) -> None:
        try:
            entry = parse(text)
        except Wrong:
            entry = None
        if not has_objects(entry):
            return self.fault("Form", self.former["seq"] + 1 if self.former else None)
        self.seen = True
        seq = entry.get("seq")
        if text != json.dumps(entry, ensure_ascii=False, separators=(",", ":")):
            self.fault("Form", seq)
        if not is_entry(entry):
            # What is missing cannot be looked at.
            return self.fault("Members", seq if is_whole(seq) else self.former and self.former["seq"] + 1)
        self.first = self.first or entry
        self.tenant = entry["event"]["data"]["tenantId"] if self.tenant is None else self.tenant
        for code, holds in {**self.by_itself(entry), **self.behind(entry)}.items():
            if not holds:
                self.fault(code, seq)
        names = entry["event"]["data"]["personal"]
        self.erased += [{"seq": seq, "name": name} for name in names if name not in entry["personal"]]
        self.ids.add(entry["event"]["id"])
        self.entries.setdefault(seq, entry)
        self.former = entry

    def by_itself(self, entry: dict) -> dict:
        event, data = entry["event"], entry["event"]["data"]
        kind = self.types.get(event["type"])
        own = {"subject": data.get("requestId", self.tenant) == event["subject"], "id": True}
        if "requestId" in data:
            own["request"] = matches(f"{re.escape(self.tenant)}\\.{ULID}", data["requestId"])
        if kind and kind.after:
            ulid = data.get("requestId", "").rpartition(".")[2]
            own["id"] = event["id"] == f"{ulid}#{data.get('version')}"
        return {
            "Tenant": is_tenant(self.tenant)
            and data["tenantId"] == self.tenant
            and event["source"] == f"urn:lockbox:{self.tenant}",
            "Domain": kind is not None and data["domain"] in kind.domains,
            "Envelope": data["seq"] == entry["seq"] and data["recordedAt"] == entry["recordedAt"],
            "Subject": all(own.values()),
            "Hash": entry["hash"] == sha256(bytes.fromhex(entry["previousHash"]), canonical(event).encode()).hex(),
            "Personal": all(is_personal(entry, name) for name in entry["personal"]),
        }

    def behind(self, entry: dict) -> dict:
        former, seq = self.former, entry["seq"]
        genesis = sha256(b"lockbox/1/", self.tenant.encode()).hex()
        return {
            "Beginning": former is not None or seq <= 1 or self.part,
            "Sequence": seq == former["seq"] + 1 if former else seq >= 1,
            "Link": entry["previousHash"] == former["hash"] if former else seq != 1 or entry["previousHash"] == genesis,
            "Time": former is None or former["recordedAt"] <= entry["recordedAt"],
            "RepeatedId": entry["event"]["id"] not in self.ids,
            "Transition": self.moves_on(entry["event"]),
        }

    def moves_on(self, event: dict) -> bool:
        kind, data = self.types.get(event["type"]), event["data"]
        if kind is None or not kind.after:
            return True
        request, version = data.get("requestId", ""), data.get("version", 0)
        last = self.moved.get(request)
        self.moved[request] = (version, data.get("after"))
        before, starts = data.get("before"), not kind.before
        legal = data.get("after") == kind.after and (
            before is None and version == 1 if starts else before in kind.before and version > 1
        )
        if last is None:
            return legal and (version == 1 or self.begins_later)
        return legal and version == last[0] + 1 and before == last[1]

    @property
    def begins_later(self) -> bool:
        return self.first is not None and self.first["seq"] > 1

    # The proofs

    def read_keys(self, text: str | None, pins: list) -> None:
        if text is None:
            return
        try:
            self.keys = keys_of(parse(text))
        except Wrong:
            self.find("tampered", "Keys")
        for pin in pins:
            if pin not in self.keys:
                self.find("tampered", "Keys")

    def read(self, given: list, typ: str) -> list:
        found = {}
        for text in given:
            try:
                proof = proof_of(text, typ, self.keys)
                if self.tenant is not None and proof.tenant != self.tenant:
                    raise Refused("ProofTenant")
                found[proof.sha256] = proof
            except Refused as refused:
                self.find("tampered", refused.code)
        return list(found.values())

    def endorsements(self) -> list:
        """The endorsements in the chain; without keys nobody can say anything about them."""
        changes = [entry["event"] for entry in self.entries.values() if entry["event"]["type"] == "lockbox.key.changed"]
        given = [event["data"]["details"].get("endorsement") for event in changes] if self.keys else []
        return self.read([text for text in given if is_text(text)], ENDORSEMENT)

    def spread_trust(self, pins: list, checkpoints: list, endorsements: list) -> None:
        if not pins:
            self.trusted = set(self.keys)
            return
        self.trusted = set(pins) & set(self.keys)
        by_hash = {proof.sha256: proof for proof in checkpoints}
        size = -1
        while size != len(self.trusted) + len(self.reached):
            size = len(self.trusted) + len(self.reached)
            for proof in endorsements:
                if proof.kid in self.trusted:
                    self.trust(proof.claims["keyId"], proof.claims["purpose"])
            for proof in checkpoints:
                if proof.kid not in self.trusted and proof.sha256 not in self.reached:
                    continue
                former = by_hash.get((proof.claims["previous"] or {}).get("sha256"))
                if former and former.kid not in self.trusted:
                    self.reached[former.sha256] = former.kid
                if proof.kid not in self.trusted:
                    continue
                for kid in proof.claims["receiptKeys"]:
                    self.trust(kid, "receipt")

    def trust(self, kid: str, purpose: str) -> None:
        if kid in self.keys and self.keys[kid].purpose == purpose:
            self.trusted.add(kid)

    def without_trust(self, pins: list, proofs: list, endorsements: list) -> None:
        known = self.trusted | set(self.reached.values())
        untrusted = [proof for proof in proofs if proof.kid not in known]
        early = not any(proof.kid in pins for proof in proofs) and any(
            proof.kid not in self.trusted
            and proof.claims["keyId"] in pins
            and proof.claims["keyId"] in self.keys
            and self.keys[proof.claims["keyId"]].purpose == proof.claims["purpose"]
            for proof in endorsements
        )
        if untrusted and early:
            return self.find("tampered", "Keys")
        for _ in untrusted:
            self.find("tampered", "UntrustedKey")

    def counting(self, proofs: list) -> list:
        return [proof for proof in proofs if proof.kid in self.trusted or proof.sha256 in self.reached]

    # What counts, against the chain and each other

    def other(self, code: str, seq: int) -> None:
        """Another history, unless the chain is broken there anyway."""
        broken = self.broken_from is not None and self.broken_from <= seq
        self.find("tampered" if broken else "forked", code, seq)

    def agrees(self, seq: int, expected: str) -> bool:
        if self.part and self.former and seq > self.former["seq"]:
            return True
        if self.former is None or seq > self.former["seq"]:
            self.find("tampered", "CutOff", seq)
            return False
        if seq == self.first["seq"] - 1:
            known = self.first["previousHash"]
        elif seq < self.first["seq"]:
            return True
        else:
            known = self.entries[seq]["hash"] if seq in self.entries else None
        if known != expected:
            self.other("OtherHistory", seq)
        return known == expected

    def receipt(self, claims: dict) -> None:
        named = {(claims["seq"], claims["hash"])} | {(item["seq"], item["hash"]) for item in claims["history"]}
        if not all([self.agrees(seq, digest) for seq, digest in sorted(named)]):
            return
        history = claims["history"]
        checks = [bool(history) and history[-1]["seq"] == claims["seq"]]
        outcome = self.entries.get(claims["seq"])
        if outcome:
            event, data = outcome["event"], outcome["event"]["data"]
            checks += [
                event["type"] == f"lockbox.request.{claims['outcome']}",
                event["time"] == claims["at"],
                same_who(outcome, claims["by"]),
                *(data.get(name) == claims.get(name) for name in REQUEST_FACTS),
            ]
        for version, item in enumerate(history, 1):
            entry = self.entries.get(item["seq"])
            if entry:
                event, data = entry["event"], entry["event"]["data"]
                told = (event["type"], event["time"], data.get("requestId"), data.get("version"))
                checks += [told == (item["type"], item["at"], claims["requestId"], version), same_who(entry, item["by"])]
        steps = [self.entries.get(item["seq"]) for item in history]
        if all(steps) and steps:
            checks.append(self.same_facts(steps, claims))
        if not all(checks):
            self.other("OtherFacts", claims["seq"])

    def same_facts(self, steps: list, claims: dict) -> bool:
        """Every claim against what the entries of the history have, if all of them are there."""
        first, last = steps[0], steps[-1]
        details, drill = first["event"]["data"]["details"], first["event"]["data"]["details"].get("drill") is True
        asked = {} if first["event"]["type"] == "lockbox.request.emergency" else access_of(details)
        granted = next((grant for grant in map(grant_of, steps) if grant), None)
        reason = details.get("reasonType")
        checks = [
            all(self.types[step["event"]["type"]].after for step in steps),
            *(first["event"]["data"].get(name) == claims.get(name) for name in REQUEST_FACTS),
            asked.get("accessLevel") == claims.get("accessLevel"),
            asked.get("accessPeriod") == claims.get("accessPeriod"),
            drill == ("drill" in claims),
            (None if drill else granted) == claims.get("granted"),
            (reason if is_text(reason) else None) == claims.get("reason", {}).get("type"),
            same_value(first, "reason.detail", claims.get("reason", {}).get("detail")),
            same_value(last, "reason", claims.get("why")),
            *(same_value(first, f"operator.{name}", claims["operator"].get(name)) for name in PERSON),
            *(same_value(last, f"actor.{name}", claims["by"].get(name)) for name in PERSON),
            *(
                same_value(step, f"actor.{name}", item["by"].get(name))
                for step, item in zip(steps, claims["history"])
                for name in PERSON
            ),
        ]
        return all(checks)

    def statement(self, claims: dict) -> None:
        head = claims["head"]
        if head and not self.agrees(head["seq"], head["hash"]) or self.first is None:
            return
        start, end = bounds(claims["month"])
        begins_later = self.first["seq"] > 1 and self.first["recordedAt"] > days_before(start, 31)
        if begins_later or (head and not self.first["seq"] - 1 <= head["seq"] <= self.former["seq"]):
            return
        known = [entry for entry in self.entries.values() if entry["recordedAt"] < end]
        of = [entry for entry in known if entry["recordedAt"] >= start]
        newest = known[-1] if known else None
        checks = [
            (claims["from"], claims["to"]) == (start, end),
            claims["entries"] == ({"first": of[0]["seq"], "last": of[-1]["seq"]} if of else None),
            head == ({"seq": newest["seq"], "hash": newest["hash"]} if newest else None),
            *(claims["counts"][name] == count for name, count in counts_of(of, known, start).items() if name in COUNTS),
        ]
        if not all(checks):
            self.other("OtherFacts", head["seq"] if head else self.first["seq"])

    def contradictions(self, checkpoints: list) -> None:
        known = {proof.sha256 for proof in checkpoints}
        former: Proof | None = None
        for proof in checkpoints:
            claims, previous = proof.claims, proof.claims["previous"]
            its = former.claims if former else None
            if (
                (its and its["seq"] == claims["seq"] and its["head"] != claims["head"])
                or (its and previous is None)
                or (previous and previous["seq"] > claims["seq"])
                or (
                    its
                    and previous["sha256"] != former.sha256
                    and (previous["seq"] < its["seq"] or previous["sha256"] in known)
                )
            ):
                self.find("forked", "Contradiction")
            former = proof

    def is_about(self, mail: dict) -> bool:
        return self.tenant is None or not mail["tenants"] or self.tenant in mail["tenants"]

    def times(self, checkpoints: list) -> None:
        latest = ""
        for proof in checkpoints:
            seq, recorded = proof.claims["seq"], proof.claims["recordedAt"]
            if proof.time < latest:
                self.find("forked", "Contradiction")
            latest = proof.time
            if is_later(recorded, proof.time, timedelta(minutes=5)):
                self.find("forked", "Contradiction")
            entry = self.entries.get(seq)
            if entry and entry["hash"] == proof.claims["head"] and entry["recordedAt"] != recorded:
                self.other("OtherFacts", seq)

    def mail(self, mail: dict) -> None:
        for seq, kind, digest in mail["entries"]:
            if self.agrees(seq, digest) and kind and seq in self.entries and self.entries[seq]["event"]["type"] != kind:
                self.other("OtherFacts", seq)

    def age(self, checkpoints: list, max_age: str, as_of: str) -> None:
        newest = max((proof.time for proof in checkpoints if proof.time <= as_of), default=None)
        if newest is None or (moment(as_of) - moment(newest)) // timedelta(seconds=1) > duration(max_age) // timedelta(seconds=1):
            self.find("stale", "Stale")


COUNTED = {
    "requests": ("request.started",),
    "emergencies": ("request.emergency",),
    "uses": ("access.used", "access.tokenIssued", "access.credentialsIssued"),
    "notGoverned": ("access.notRequired",),
    **{name: (f"request.{name}",) for name in ("approved", "denied", "expired", "canceled", "revoked", "ended")},
}


def counts_of(of: list, known: list, start: str) -> dict:
    """The counts of a month's entries; drills apart. What was open at its start is known from those before."""

    def is_drill(entry: dict) -> bool:
        return entry["event"]["data"]["details"].get("drill") is True

    def number(entries: list, kinds: tuple) -> int:
        return sum(entry["event"]["type"] in {f"lockbox.{kind}" for kind in kinds} for entry in entries)

    grants = {}
    for entry in known:
        kind, data = entry["event"]["type"], entry["event"]["data"]
        if is_drill(entry) or entry["recordedAt"] >= start:
            continue
        if kind in OPENING:
            grants[data.get("requestId")] = str(data["details"].get("accessUntil"))
        elif kind in ("lockbox.request.revoked", "lockbox.request.ended"):
            grants.pop(data.get("requestId"), None)
    real = [entry for entry in of if not is_drill(entry)]
    return {
        **{name: number(real, kinds) for name, kinds in COUNTED.items()},
        "drills": number([entry for entry in of if is_drill(entry)], ("request.started",)),
        "openAtStart": sum(until > start for until in grants.values()),
    }


def bounds(month: str) -> tuple:
    year, number = int(month[:4]), int(month[5:])
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    return f"{month}-01T00:00:00.000Z", f"{after[0]:04}-{after[1]:02}-01T00:00:00.000Z"


def days_before(time: str, days: int) -> str:
    return (moment(time) - timedelta(days=days)).isoformat(timespec="milliseconds") + "Z"


def in_a_row(statements: list) -> list:
    """For each statement, by months, whether it names the newest one before it that is here, or one in between."""
    by_month = sorted(statements, key=lambda proof: proof.claims["month"])
    rows = []
    for at, proof in enumerate(by_month):
        former = next((one for one in by_month[at::-1] if one.claims["month"] < proof.claims["month"]), None)
        previous, month = proof.claims["previous"], former and former.claims["month"]
        rows.append(
            former is None
            or previous is not None
            and (previous["month"] > month or previous == {"month": month, "sha256": former.sha256})
        )
    return rows


PERSON = ("id", "name", "email")
OPENING = ("lockbox.request.approved", "lockbox.request.emergency")


def same_value(entry: dict, name: str, claimed: str | None) -> bool:
    """A personal value of the entry and what is said of it; what was erased on one side contradicts nothing."""
    if name not in entry["event"]["data"]["personal"] and name not in entry["personal"]:
        return claimed is None
    return claimed is None or name not in entry["personal"] or entry["personal"][name].get("value") == claimed


def access_of(details: dict) -> dict:
    level, period = details.get("accessLevel"), details.get("accessPeriod")
    return {
        **({"accessLevel": level} if level in ("read", "write") else {}),
        **({"accessPeriod": iso(period)} if is_whole(period) and period > 0 else {}),
    }


def grant_of(entry: dict) -> dict | None:
    details = entry["event"]["data"]["details"]
    access, until = access_of(details), details.get("accessUntil")
    if entry["event"]["type"] not in OPENING or "accessLevel" not in access or not is_time(until):
        return None
    return {**access, "accessUntil": until}


def iso(seconds: int) -> str:
    """Whole days from two on, else hours, minutes and seconds."""
    if seconds >= 2 * 86_400 and seconds % 86_400 == 0:
        return f"P{seconds // 86_400}D"
    parts = ((seconds // 3600, "H"), (seconds % 3600 // 60, "M"), (seconds % 60, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)


REQUEST_FACTS = ("requestId", "environmentId", "service", "supportTicket")


def same_who(entry: dict, who: dict) -> bool:
    """What was erased on one side contradicts nothing."""
    actor, personal = entry["event"]["data"]["actor"], entry["personal"]
    values = {name: personal.get(f"actor.{name}", {}).get("value") for name in ("id", "name", "email")}
    return all(actor.get(name) == who.get(name) for name in ("kind", "method", "client")) and all(
        value is None or name not in who or who[name] == value for name, value in values.items()
    )


def is_personal(entry: dict, name: str) -> bool:
    salted = entry["personal"][name]
    if not shape(salted, texts("salt", "value")):
        return False
    try:
        salt = unbase64url(salted["salt"])
    except Wrong:
        return False
    expected = entry["event"]["data"]["personal"].get(name)
    return len(salt) == 16 and expected == sha256(salt, salted["value"].encode()).hex()


def moment(time: str) -> datetime:
    return datetime.strptime(time, "%Y-%m-%dT%H:%M:%S.%fZ")


def is_later(time: str, than: str, by: timedelta) -> bool:
    """By more than that; of what is no time in a calendar nothing is said."""
    try:
        return moment(time) - moment(than) > by
    except ValueError:
        return False


def duration(text: str) -> timedelta:
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text, re.ASCII)
    if not found or not any(found.groups()):
        raise SystemExit(f"not a duration: {text}")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


NOTHING = {"outcome": "nothing", "findings": []}


def verify(case: dict, types: dict) -> dict:
    """What is found in a case: the contents of the files, and the options."""
    it = Verification(
        types, case.get("tenant"), part=bool(case.get("part")), is_named=case.get("tenant") is not None
    )
    mails = [mail_of(mail) for mail in case.get("mails", [])]
    for line in lines_of(case["export"]):
        it.line(line)
    if not it.seen and case["export"] != "":
        return NOTHING
    pins = case.get("pins", [])
    it.read_keys(case.get("keys"), pins)
    if it.is_named:
        for mail in mails:
            if not it.is_about(mail):
                it.find("tampered", "ProofTenant")
    mails = [mail for mail in mails if it.is_about(mail)]
    # Without keys a mail still witnesses with its lines.
    carrying = mails if it.keys else []
    sealing = proofs_in(case.get("checkpoints", ""))
    proofs = {
        typ: it.read([*given, *(jws for mail in carrying if typ != ENDORSEMENT for jws in mail["proofs"].get(typ, []))], typ)
        for typ, given in {
            CHECKPOINT: [jws for jws in sealing if header_of(jws).get("typ") != ENDORSEMENT],
            ENDORSEMENT: [jws for jws in sealing if header_of(jws).get("typ") == ENDORSEMENT],
            RECEIPT: [jws for text in case.get("receipts", []) for jws in proofs_in(text) or [""]],
            STATEMENT: [jws for text in case.get("statements", []) for jws in proofs_in(text) or [""]],
        }.items()
    }
    named = any(
        [
            proofs[CHECKPOINT],
            proofs[RECEIPT],
            any(proof.claims["head"] for proof in proofs[STATEMENT]),
            any(mail["entries"] for mail in mails),
        ]
    )
    if not it.seen and (it.part or not named):
        return NOTHING
    checkpoints = sorted(proofs[CHECKPOINT], key=lambda proof: (proof.claims["seq"], proof.time))
    endorsements = it.endorsements() + proofs[ENDORSEMENT]
    it.spread_trust(pins, checkpoints, endorsements)
    it.without_trust(pins, [*checkpoints, *proofs[RECEIPT], *proofs[STATEMENT]], endorsements)
    counting = it.counting(checkpoints)
    receipts, statements = it.counting(proofs[RECEIPT]), it.counting(proofs[STATEMENT])
    it.contradictions(counting)
    it.times(counting)
    for proof in counting:
        seq = proof.claims["seq"]
        if it.agrees(seq, proof.claims["head"]) and it.first["seq"] - 1 <= seq <= it.former["seq"]:
            it.sealed = max(it.sealed, seq)
    for proof in receipts:
        it.receipt(proof.claims)
    for proof in statements:
        it.statement(proof.claims)
    for holds in in_a_row(statements):
        if not holds:
            it.find("forked", "Contradiction")
    for mail in mails:
        it.mail(mail)
    if case.get("maxAge") is not None:
        it.age(counting, case["maxAge"], case["asOf"])
    asked = "checkpoints" in case or pins
    if asked and not it.findings and it.sealed < it.first["seq"]:
        it.find("stale", "Unsealed")
    verdicts = {finding["verdict"] for finding in it.findings}
    return {
        "outcome": next((name for name in ("tampered", "forked", "stale") if name in verdicts), "holds"),
        "findings": it.findings,
        "erased": it.erased,
        "unsealed": it.former["seq"] - max(it.sealed, it.first["seq"] - 1) if it.former else 0,
        "pinned": bool(pins),
    }


# Files


def lines_of(text: str) -> list:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def proofs_in(text: str) -> list:
    """A compact JWS a line."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def mail_of(text: str) -> dict:
    """What a mail says of a ledger: witnesses, whose it is, and the proofs in it by their `typ`."""
    message = email.message_from_bytes(text.encode("latin-1", "replace"), policy=email.policy.default)
    body = message.get_body(("plain",))
    words_of_it = body.get_content().replace("\r\n", "\n") if body else ""
    parts = [attached(part) for part in message.iter_attachments()]
    proofs: dict = {}
    for jws in re.findall(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", "\n".join(parts), re.ASCII):
        typ = header_of(jws).get("typ")
        if isinstance(typ, str) and typ in CLAIMS and jws not in proofs.setdefault(typ, []):
            proofs[typ].append(jws)
    entries = re.findall(r"^ {2}Entry: (\d{1,16})\n(?: {2}Event: ([\w.]+)\n)? {2}Hash: ([0-9a-f]{64})$", words_of_it, re.M | re.ASCII)
    naming = [
        rf"^ {{2}}Request: ({TENANT})\.{ULID}$",
        rf"^(?!>).*\blook for ({TENANT})\.{ULID}$",
        rf"^ {{2}}Customer: .*; ({TENANT})$",
    ]
    named = {tenant for line in naming for tenant in re.findall(line, words_of_it, re.M)}
    return {
        "entries": [(int(seq), kind, digest) for seq, kind, digest in entries],
        "tenants": named | {tenant for given in proofs.values() for jws in given for tenant in tenant_in(jws)},
        "proofs": proofs,
    }


def tenant_in(jws: str) -> list:
    """Whose ledger a proof is about by its claims, whoever signed it."""
    try:
        claims = parse(unbase64url(jws.split(".")[1]).decode())
    except (Wrong, UnicodeDecodeError):
        return []
    return [claims["tenantId"]] if isinstance(claims, dict) and is_text(claims.get("tenantId")) else []


def attached(part: email.message.EmailMessage) -> str:
    return (part.get_payload(decode=True) or b"").decode(errors="replace")


def read(name: str, encoding: str = "utf-8") -> str:
    # What is not UTF-8 shows as a character that no hash was made over.
    return Path(name).read_bytes().decode(encoding, "replace")


def main() -> int:
    options = argparse.ArgumentParser(description="Verifies an export of a ledger, without a network.")
    options.add_argument("export", nargs="?")
    options.add_argument("--checkpoints")
    options.add_argument("--keys", "--jwks")
    for name in ("--pin", "--receipt", "--statement", "--witness"):
        options.add_argument(name, action="append", default=[])
    options.add_argument("--part", action="store_true")
    options.add_argument("--tenant")
    options.add_argument("--max-age")
    options.add_argument("--as-of")
    options.add_argument("--batch", action="store_true")
    given = options.parse_args()
    types = types_of(PAGE.read_text(encoding="utf-8"))
    if given.batch:
        for line in sys.stdin:
            print(json.dumps(verify(json.loads(line), types)), flush=True)
        return 0
    if not given.export or bool(given.max_age) != bool(given.as_of):
        options.error("an export is needed, and --max-age goes with --as-of")
    if given.pin and not given.keys:
        options.error("a pin goes with --keys")
    found = verify(
        {
            "export": read(given.export),
            **({"checkpoints": read(given.checkpoints)} if given.checkpoints else {}),
            **({"keys": read(given.keys)} if given.keys else {}),
            "pins": given.pin,
            "part": given.part,
            "tenant": given.tenant,
            "receipts": [read(name) for name in given.receipt],
            "statements": [read(name) for name in given.statement],
            "mails": [read(name, "latin-1") for name in given.witness],
            "maxAge": given.max_age,
            "asOf": given.as_of,
        },
        types,
    )
    print(json.dumps(found, indent=2))
    return EXIT_CODES.get(found["outcome"], 1)


if __name__ == "__main__":
    sys.exit(main())
