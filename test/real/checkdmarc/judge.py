"""What checkdmarc says of names. Reads {"port": n, "names": [[name, subject], ...]} from stdin, writes one JSON line for each."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import dns.resolver
from checkdmarc.dmarc import check_dmarc
from checkdmarc.mta_sts import MTASTSError, parse_mta_sts_record, query_mta_sts_record
from checkdmarc.smtp import check_mx
from checkdmarc.smtp_tls_reporting import check_smtp_tls_reporting
from checkdmarc.spf import check_spf

asked = json.load(sys.stdin)
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ["127.0.0.1"]
resolver.port = asked["port"]


def mta_sts(name, **options):
    # the policy itself is fetched over HTTPS, which nobody serves here
    try:
        found = query_mta_sts_record(name, **options)
        parse_mta_sts_record(found["record"])
        return {"valid": True, "warnings": found["warnings"]}
    except MTASTSError as error:
        return {"valid": False, "error": str(error), "warnings": []}


def tls(name, **options):
    return check_smtp_tls_reporting(name, **options)


SUBJECTS = {"spf": check_spf, "dmarc": check_dmarc, "tls": tls, "mta-sts": mta_sts, "mx": check_mx}


def judge(entry):
    name, subject = entry
    result = SUBJECTS[subject](name, resolver=resolver, timeout=5.0, retries=0)
    error = result.get("error")
    warnings = [str(each) for each in result.get("warnings", [])]
    return {"name": name, "error": None if error is None else str(error), "warnings": warnings}


with ThreadPoolExecutor(max_workers=4) as pool:
    for verdict in pool.map(judge, asked["names"]):
        print(json.dumps(verdict))
