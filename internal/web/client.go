package web

import (
	"net/netip"
	"slices"
	"strings"
)

// clientAddress returns who sent a request: peer, which is the other end of the connection, or where that is a trusted proxy, the
// client that the proxy names in forwarded, the values of x-forwarded-for. Trusted proxies wrote only the end of that header, and a
// client may have made up the rest. So it is read from the right, up to the first address that isn't a trusted proxy's, and not past
// anything that is no address. Where the other end has no address the result is the zero one.
func clientAddress(peer netip.Addr, forwarded []string, trusted []netip.Prefix) netip.Addr {
	if len(forwarded) == 0 || !isTrusted(peer, trusted) {
		return peer
	}
	client := peer
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, hop := range slices.Backward(hops) {
		address := parseAddress(strings.TrimSpace(hop))
		if !address.IsValid() || !isTrusted(client, trusted) {
			break
		}
		client = address
	}
	return client
}

// parseAddress takes an address with or without a port. However an address is written, the result is the same: IPv4 in IPv6
// becomes IPv4, and a zone, which has a meaning on one machine only, is dropped.
func parseAddress(text string) netip.Addr {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone("")
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}

func isTrusted(address netip.Addr, trusted []netip.Prefix) bool {
	return slices.ContainsFunc(trusted, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}

// clientNetwork returns the addresses that one client has: its own, and with IPv6 all of its /64.
func clientNetwork(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(address, bits).Masked()
}
