"""A webhook never leads into the network in which Handfast stands, however its address is dressed."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.company.routines.webhooks.addresses import (
    Refused,
    address_of,
    checked_url,
    is_public,
    look_up,
    may_lead_to,
    networks_of,
)
from handfast.errors import BadConfiguration, DataError

INSIDE = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.5", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1"),
    *("2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a00:1::"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "::127.0.0.1"),
)
OUTSIDE = ("93.184.216.34", "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::1", "64:ff9b::808:808")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_refused(address):
    assert not may_lead_to(ipaddress.ip_address(address))
    with pytest.raises(Refused, match="inside a private network"):
        address_of("hooks.example.com", 443, (), lambda host, port: [address])


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_public_is_not(address):
    assert may_lead_to(ipaddress.ip_address(address))
    assert address_of("hooks.example.com", 443, (), lambda host, port: [address]) == address


@given(st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]), st.data())
def test_no_private_address_in_any_dress(network, data):
    first = ipaddress.ip_network(network)
    number = int(first.network_address) + data.draw(st.integers(0, first.num_addresses - 1))
    dresses = (
        ipaddress.IPv4Address(number),
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80 | data.draw(st.integers(0, 2**80 - 1))),
        ipaddress.IPv6Address((0x64 << 112) | (0xFF9B << 96) | number),
        ipaddress.IPv6Address(number),
    )
    assert not any(may_lead_to(dress) for dress in dresses)


@given(st.ip_addresses())
def test_only_what_the_registers_call_global_is_public(address):
    if is_public(address):
        assert address.is_global
        assert not address.is_private


def test_one_private_address_among_several_is_enough():
    with pytest.raises(Refused, match=r"is 10\.0\.0\.1"):
        address_of("hooks.example.com", 443, (), lambda host, port: ["93.184.216.34", "10.0.0.1"])


def test_a_name_that_nobody_knows():
    def nobody(host, port):
        raise OSError("Name or service not known")

    with pytest.raises(Refused, match="is not known"):
        address_of("nowhere.example", 443, (), nobody)
    with pytest.raises(Refused, match="is not known"):
        address_of("nowhere.example", 443, (), lambda host, port: [])


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_other_spellings_of_here_are_seen_when_they_are_looked_up(host):
    try:
        look_up(host, 443)
    except OSError:
        pytest.skip("this system does not read such a spelling")
    with pytest.raises(Refused):
        address_of(host, 443, ())


def test_networks_that_are_meant():
    networks = networks_of("10.1.0.0/16, ::1/128")
    assert may_lead_to(ipaddress.ip_address("10.1.2.3"), networks)
    assert may_lead_to(ipaddress.ip_address("::ffff:10.1.2.3"), networks)
    assert may_lead_to(ipaddress.ip_address("::1"), networks)
    assert not may_lead_to(ipaddress.ip_address("10.2.0.1"), networks)
    assert networks_of("") == ()
    with pytest.raises(BadConfiguration, match="HANDFAST_WEBHOOK_NETWORKS"):
        networks_of("10.1.0.1/16")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://example.com/", "is not encrypted"),
        ("ftp://example.com/", "is no address of the web"),
        ("file:///etc/passwd", "is no address of the web"),
        ("example.com/hook", "is no address of the web"),
        ("https://", "is no address of the web"),
        ("https://[::1", "is no address of the web"),
        ("https://example.com:99999/", "is no address of the web"),
        ("https://example.com/a b", "is no address of the web"),
        ("https://example.com/\r\nHost: x", "is no address of the web"),
        ("https://exämple.com/", "is no address of the web"),
        ("https://jo:secret@example.com/", "holds a name or password"),
        ("https://example.com/#here", "holds a #"),
        ("https://127.0.0.1/", "leads into a private network"),
        ("https://[::ffff:10.0.0.1]/", "leads into a private network"),
        ("https://example.com/" + "a" * 2000, "is no address of the web"),
    ],
)
def test_what_can_be_seen_of_an_address_is_judged_at_once(url, problem):
    with pytest.raises(DataError, match=problem):
        checked_url(url)


def test_a_good_address_is_good():
    assert checked_url("https://erp.example.com:8443/hooks?to=handfast").port == 8443
    assert checked_url("http://10.1.2.3/", networks_of("10.1.0.0/16")).hostname == "10.1.2.3"
