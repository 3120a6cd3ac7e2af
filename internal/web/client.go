package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress is who sent r: the other end of the connection, unless that is one of the trusted proxies; then what the
// proxy says. Of x-forwarded-for only the end was written by proxies that are trusted, so it is read from the right, up to
// the first address that isn't one of theirs, and no further than to something that is no address: what stands to its
// left the client may have made up. The address is the zero one where the connection's other end has none.
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	client := parseAddress(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		address := parseAddress(strings.TrimSpace(hop))
		if !address.IsValid() || !isTrusted(client, trusted) {
			break
		}
		client = address
	}
	return client
}

// parseAddress takes an address with or without a port. Of the ways to write one address it knows no two: IPv4 in IPv6 is
// IPv4, and the zone, which only this machine knows, is dropped.
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

// network is what one client is taken for: its address, or of IPv6 the /64, all of which one client has.
func network(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(address, bits).Masked()
}
