"""The protections that `mutants` takes out: row of the attack table, file, tests, and the changes.

Each search is a line, or a part of one, that occurs once in its file.
"""

from __future__ import annotations

from collections.abc import Sequence

Change = tuple[str, str]
DONE = 'execution_options={"synchronize_session": False})\n'

PROTECTIONS: Sequence[tuple[int, str, str, Sequence[Change]]] = (
    (1, "lti/verify.py", "security/test_tokens.py", [
        ('or header.get("alg") != ALGORITHM', ""),
    ]),
    (2, "lti/verify.py", "security/test_tokens.py", [
        ('if "crit" in header or "b64" in header:', "if False:"),
        ("if len(raw) > MOST_HEADER:", "if False:"),
    ]),
    (3, "lti/verify.py", "security/test_tokens.py", [
        ("if not isinstance(kid, str) or not 1 <= len(kid) <= 200:", "if kid is None:"),
    ]),
    (3, "lti/keysets.py", "security/test_keys.py", [
        (" and times[kid] == 1", ""),
        ("if not self._database.retrying(lambda: self._take(registration.id, now)):", "if False:"),
        ("if _stale(fetched_at, now) or kid not in keys:", "if _stale(fetched_at, now):"),
        ("return keys  # the platform is silent: the old ones stay", "raise"),
    ]),
    (4, "lti/keysets.py", "security/test_keys.py", [
        ('if not LEAST_BITS <= _bits(public["n"]) <= MOST_BITS:', "if False:"),
        (' and said.get("use", "sig") == "sig"', ""),
        ('or said.get("alg", "RS256") != "RS256"', ""),
    ]),
    (5, "lti/verify.py", "security/test_tokens.py", [
        ('_equal(said.get("iss"), registration.issuer, "iss")', "pass"),
        ("if client_id not in several:", "if False:"),
        ('if len(several) > 1 or "azp" in said:', 'if "azp" in said:'),
        ('if len(several) > 1 or "azp" in said:', "if len(several) > 1:"),
    ]),
    (6, "admission.py", "security/test_doors.py", [
        ('if found is None or found.state != "active":', "if found is None:"),
    ]),
    (7, "lti/verify.py", "security/test_tokens.py", [
        ("if exp <= now - LEEWAY:", "if False:"),
        ("if iat > now + LEEWAY:", "if False:"),
        ("if iat < now - MOST_AGE:", "if False:"),
        ("if not 0 < exp - iat <= MOST_LIFE:", "if False:"),
        (" or isinstance(value, bool)", ""),
        ("LEEWAY = 60", "LEEWAY = 0"),
    ]),
    (8, "lti/verify.py", "security/test_tokens.py", [
        ("if not isinstance(nonce, str) or not same(digest(nonce), nonce_hash):",
         "if not isinstance(nonce, str):"),
    ]),
    (8, "lti/login.py", "security/test_doors.py", [
        ("Login.id == login.id, Login.used_at.is_(None), Login.expires_at > now",
         "Login.id == login.id, Login.expires_at > now"),
    ]),
    (9, "web/opening.py", "security/test_doors.py", [
        ("if binder and same(digest(binder), login.binder_hash):", "if binder:"),
        ("        partitioned=True,\n", ""),
    ]),
    (9, "lti/login.py", "security/test_doors.py", [
        ("browser if browser and _SECRET.fullmatch(browser) else", "browser or"),
    ]),
    (9, "lti/login.py", "security/test_ways.py", [
        (" or used_at + PENDING < now", ""),
        ("if login.created_at < now - AGAIN:", "if False:"),
    ]),
    (9, "web/launch.py", "security/test_ways.py", [
        ("or not same(digest(proof), login.proof_hash)", ""),
    ]),
    (9, "web/security.py", "security/test_ways.py", [
        ("        fine = origin == wiring().config.public_url\n", "        fine = True\n"),
    ]),
    (10, "lti/login.py", "security/test_doors.py", [
        ("if len(found) != 1:", "if not found:"),
    ]),
    (11, "seating.py", "security/test_doors.py", [
        ("if old.person_id == new.person_id:", "if True:"),
        ("    db.execute(other, " + DONE, ""),
        ("    db.execute(gone, " + DONE, ""),
        ("until = min(now + IDLE, visit.created_at + MOST)", "until = now + IDLE"),
        ("return visit if visit is not None and visit.expires_at > now else None",
         "return visit"),
    ]),
    (12, "lti/claims.py", "security/test_claims.py", [
        ('    if kind == "deep-link":\n        raise NoRole("deep-link")\n', ""),
        (" and not any(role.startswith(_IN) for role in given)", ""),
        ('(kind == "deep-link" and _DEVELOPER in given)', "_DEVELOPER in given"),
    ]),
    (13, "lti/claims.py", "security/test_claims.py", [
        ("if origin not in {*registration.frame_origins, *registration.service_origins}:",
         "if origin is None:"),
        ("origin_of(uri) == origin_of(public_url) and ", ""),
        (" and urlsplit(uri).path == link.LAUNCH", ""),
        ('return url if url.startswith("https:") or plain else None', "return url"),
    ]),
    (13, "lti/login.py", "security/test_doors.py", [
        ("if not own_target(target, public_url):", "if False:"),
    ]),
    (14, "addresses.py", "security/test_outbound.py", [
        ("if any(address in net for net in _NEVER) or address.is_multicast or "
         "address.is_unspecified:", "if False:"),
        ("return reach.development", "return True"),
        ("return reach.private", "return True"),
        ("return address.is_global", "return True"),
        ("(found, *_inside(found))", "(found,)"),
        (' "fec0::/10", "::/96",', ""),
        ('"168.63.129.16/32", "100.100.100.200/32",', ""),
        ("yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)", "return"),
        ('if parts.scheme != "https" and not (reach.development or reach.private):', "if False:"),
        ("if port not in PORTS and port != reach.port and not reach.development:", "if False:"),
    ]),
    (14, "outbound.py", "security/test_outbound.py", [
        ("not all(allowed(one, self._reach) for one in addresses)",
         "not any(allowed(one, self._reach) for one in addresses)"),
        ("super().connect_tcp(address, port,", "super().connect_tcp(host, port,"),
        ("if plain and not all(private(one) for one in addresses):", "if False:"),
        ("follow_redirects=False", "follow_redirects=True"),
        ("if len(whole) > MOST:", "if False:"),
        ("return self._stream.read(max_bytes, _left(timeout))",
         "return self._stream.read(max_bytes, timeout)"),
        ("if origin_of(url) not in registration.service_origins:", "if False:"),
    ]),
    (14, "lti/claims.py", "security/test_claims.py", [
        ("if fits and origin_of(str(url)) in registration.service_origins else", "if fits else"),
    ]),
    (15, "lti/registering.py", "security/test_registering.py", [
        ("            Invitation.approval_hash == digest(approval[:MOST_TOKEN]),\n", ""),
        ("            Invitation.expires_at > now,\n", ""),
        ("or found.used_at is not None ", ""),
        (" or found.expires_at <= now", ""),
        ("elif dynamic and any(", "elif False and any("),
        ('if changes.keys() & {"jwks_url", "token_url"}:', "if False:"),
    ]),
    (15, "web/register.py", "security/test_registering.py", [
        ("if _mark(platform) != asked.shown:", "if False:"),
    ]),
    (15, "lti/dynamic.py", "security/test_registering.py", [
        ("if not _under(url, invitation.issuer):", "if False:"),
        (' and path.startswith(f"{above}/")', ""),
        ('if said.get("issuer") != invitation.issuer:', "if False:"),
        ('if origin is None or not (plain or origin.startswith("https:")):', "if False:"),
    ]),
    (16, "admission.py", "security/test_deep_link.py", [
        ("select(LineItem).where(LineItem.link_id == link.id)", "select(LineItem).limit(1)"),
        ("if db.scalar(select(Attempt.id).where(Attempt.link_id == link.id).limit(1)) is not None:",
         "if False:"),
    ]),
    (17, "seating.py", "security/test_house.py", [
        ("Seat.id == seat_id, Seat.visit_id == visit.id", "Seat.id == seat_id"),
    ]),
    (17, "web/staff_acts.py", "security/test_other_course.py", [
        ("if item is None or item.link_id != here.link_id:", "if item is None:"),
        ("if db.get(Membership, (here.scope.context_id, person_id)) is None:", "if False:"),
    ]),
    (18, "web/security.py", "security/test_registering.py", [
        ("if request.method in SAFE or request.path in FROM_ELSEWHERE:", "if True:"),
    ]),
    (18, "web/security.py", "pages/test_attacks.py", [
        ("    csrf.init_app(app)\n", ""),
        ("        fine = origin == wiring().config.public_url\n", "        fine = True\n"),
    ]),
    (19, "web/security.py", "pages/test_attacks.py", [
        ("""frames = " ".join(_origins(_framers())) or "'none'"\n""", 'frames = "*"\n'),
    ]),
    (20, "templates/lti/chosen.html", "security/test_deep_link.py", [
        ("{{ return_url }}", "{{ return_url | safe }}"),
    ]),
    (21, "lti/messages.py", "security/test_deep_link.py", [
        ('"aud": registration.issuer,', '"aud": [registration.issuer],'),
        ('"exp": iat + LIFE,', '"exp": iat + 3_600,'),
        ('"nonce": fresh(),', '"nonce": "n",'),
        ("        claims.pop(_DATA, None)\n", "        pass\n"),
    ]),
    (21, "web/deeplink.py", "security/test_deep_link.py", [
        (" or seat.created_at + LIFE <= current.now()", ""),
        ('if here.kind != "deep-link":', "if False:"),
        ("not set(values) <= offered.keys() or ", ""),
    ]),
    (22, "exam/draw.py", "security/test_exam.py", [
        ("if keys in answers else keys", "if False else keys"),
    ]),
    (22, "exam/results.py", "pages/test_result.py", [
        (" and seen.answers", ""),
        ("shown=seen.score)", "shown=True)"),
    ]),
    (22, "exam/showing.py", "pages/test_result.py", [
        ("    if answers:\n", "    if True:\n"),
    ]),
    (23, "exam/attempts.py", "security/test_exam.py", [
        ('if row.state != "sitting" or row.closes_at <= now:', 'if row.state != "sitting":'),
        ("if attempt.closes_at <= now:", "if False:"),
        ('attempt.due_at if by == "server" else now', "now"),
    ]),
    (24, "exam/attempts.py", "security/test_exam.py", [
        ('if attempt.state != "sitting":', "if False:"),
    ]),
    (25, "web/forms.py", "pages/test_attacks.py", [
        ("if unknown or request.files:", "if False:"),
    ]),
    (25, "exam/responses.py", "security/test_exam.py", [
        ("if strange:", "if False:"),
    ]),
    (30, "seating.py", "security/test_doors.py", [
        ('if platform != "active":', "if False:"),
        ('if person != "active" or member.status != "active":', 'if person != "active":'),
        ('if person != "active" or member.status != "active":', 'if member.status != "active":'),
        ("if _demoted(seat, member):", "if False:"),
    ]),
    (30, "admission.py", "security/test_doors.py", [
        ('if found.state not in ("active", "removed"):', "if False:"),
        (" and now - found.seen_at <= ROSTER", " and False"),
    ]),
    (31, "lti/verify.py", "security/test_tokens.py", [
        ("if len(token) > MOST:", "if False:"),
        ("if depth > MOST_DEPTH or len(value) > MOST_KEYS:", "if depth > MOST_DEPTH:"),
        ("if depth > MOST_DEPTH or len(value) > MOST_KEYS:", "if len(value) > MOST_KEYS:"),
        ("except (JoseError, ValueError, RecursionError) as fault:",
         "except (JoseError, ValueError) as fault:"),
    ]),
    (31, "web/limits.py", "security/test_limits.py", [
        ('request.form if request.method == "POST" else request.args', "request.values"),
        ('Limit("600/minute", address), ', ""),
    ]),
    (31, "lti/login.py", "security/test_limits.py", [
        ("if len(value) > limit or (must and not value):", "if must and not value:"),
        ("if len(value) > limit or (must and not value):", "if len(value) > limit:"),
    ]),
    (32, "sealing.py", "security/test_source.py", [
        ("return hmac.compare_digest(a, b)", "return a == b"),
    ]),
    (33, "web/opening.py", "security/test_doors.py", [
        ("            public_url=current.config.public_url,\n",
         '            public_url=request.host_url.rstrip("/"),\n'),
    ]),
    (34, "templates/lti/said_no.html", "security/test_doors.py", [
        ("{{ code }}", "{{ code | safe }}"),
    ]),
    (34, "web/launch.py", "security/test_doors.py", [
        ('return _error() if "error" in request.form else _launched()', "return _launched()"),
    ]),
    (16, "lti/connector.py", "security/test_passback.py", [
        ("check_origin(self.registration, url)  # before a bearer is made", "pass"),
    ]),
    (16, "lti/services.py", "security/test_passback.py", [
        (" or other_link", ""),
    ]),
)  # fmt: skip
