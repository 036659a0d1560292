"""Where a webhook may lead: to the public internet, however an address is written, and nowhere else."""

import socket
import threading
from ipaddress import ip_address

import pytest

from bot.webhooks.addresses import UnknownHostError, UnusableAddressError, checked_addresses, is_public

PUBLIC = [
    "93.184.216.34",
    "2606:2800:220:1::1",
    "::ffff:93.184.216.34",
    "64:ff9b::93.184.216.34",
    "2002:5db8:d822::1",
]
NOT_PUBLIC = {
    "this machine": "127.0.0.1",
    "this machine, far end": "127.255.255.254",
    "any address": "0.0.0.0",
    "ten": "10.1.2.3",
    "one-seven-two": "172.31.255.255",
    "one-nine-two": "192.168.1.1",
    "metadata of clouds": "169.254.169.254",
    "carrier": "100.64.0.1",
    "protocols": "192.0.0.8",
    "relay": "192.88.99.1",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.5",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "six loopback": "::1",
    "six any": "::",
    "six link-local": "fe80::1",
    "six link-local with zone": "fe80::1%eth0",
    "six unique local": "fd00:ec2::254",
    "six site-local": "fec0::1",
    "six multicast": "ff02::1",
    "six documentation": "2001:db8::1",
    "six new documentation": "3fff::1",
    "six discard": "100::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped ten": "::ffff:10.0.0.1",
    "mapped carrier": "::ffff:6440:1",
    "compatible loopback": "::127.0.0.1",
    "translated ten": "64:ff9b::10.0.0.1",
    "translated stateless": "::ffff:0:10.0.0.1",
    "translated local": "64:ff9b:1::1",
    "six-to-four ten": "2002:0a00:0001::1",
    "Teredo to ten": "2001:0:5db8:d822:8000:63bf:f5ff:fffe",
    "Teredo by ten": "2001:0:0a00:0001:8000:63bf:a247:27dd",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_sent_to(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC)
def test_no_other_address_may(address):
    assert not is_public(ip_address(address))


def look(*addresses):
    return lambda _host, _port: addresses


def checked(resolve, *, allow_private=False, within_s=5):
    return checked_addresses("receiver.test", 443, allow_private=allow_private, within_s=within_s, resolve=resolve)


def test_a_host_that_also_leads_inside_is_not_used_at_all():
    with pytest.raises(UnusableAddressError):
        checked(look("93.184.216.34", "10.0.0.1"))
    assert checked(look("93.184.216.34", "10.0.0.1"), allow_private=True) == ["93.184.216.34", "10.0.0.1"]


@pytest.mark.parametrize("written", ["127.1", "2130706433", "0x7f000001", "017700000001"])
def test_odd_ways_of_writing_this_machine_are_seen_through(written):
    with pytest.raises(UnusableAddressError):
        checked_addresses(written, 443, allow_private=False, within_s=5)


def raising(fault):
    def resolve(_host, _port):
        raise fault

    return resolve


@pytest.mark.parametrize(
    ("resolve", "said"),
    [
        (look(), "its name has no address"),
        (look("nonsense"), "its name has an address that cannot be read"),
        (raising(socket.gaierror(socket.EAI_NONAME, "who")), "its name is not known"),
        (raising(socket.gaierror(socket.EAI_AGAIN, "later")), "its name was not looked up"),
        (raising(UnicodeError("label too long")), "its name was not looked up"),
    ],
    ids=["none", "unreadable", "unknown", "later", "no name"],
)
def test_a_name_that_cannot_be_looked_up_may_be_tried_again(resolve, said):
    with pytest.raises(UnknownHostError, match=said):
        checked(resolve)


def test_a_look_up_that_hangs_is_left_behind():
    over = threading.Event()

    def resolve(_host, _port):
        over.wait(10)
        return ["93.184.216.34"]

    with pytest.raises(UnknownHostError, match="in time"):
        checked(resolve, within_s=0.05)
    over.set()
