"""Milliseconds of checkdmarc's mail checks of one domain, one run after the other with an empty cache: argv is port, domain, runs."""

import json
import sys
from time import perf_counter

import checkdmarc.utils
import dns.resolver
from checkdmarc.dmarc import check_dmarc
from checkdmarc.mta_sts import MTASTSError, query_mta_sts_record
from checkdmarc.smtp import check_mx
from checkdmarc.smtp_tls_reporting import check_smtp_tls_reporting
from checkdmarc.spf import check_spf

port, domain, runs = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ["127.0.0.1"]
resolver.port = port
options = {"resolver": resolver, "timeout": 5.0, "retries": 0}


def check():
    results = [check(domain, **options) for check in (check_mx, check_spf, check_dmarc, check_smtp_tls_reporting)]
    try:
        query_mta_sts_record(domain, **options)
    except MTASTSError:
        pass
    return results[1]["valid"] and results[2]["valid"]


times = []
for run in range(runs + 1):
    checkdmarc.utils.DNS_CACHE.clear()
    started = perf_counter()
    if not check():
        sys.exit("the zone is wrong")
    times.append((perf_counter() - started) * 1000)
print(json.dumps(times[1:]))
