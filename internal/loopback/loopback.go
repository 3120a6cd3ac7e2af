// Package loopback tells the hosts that can only be this machine from all others. Its users decide by it who may reach the
// development server, and where a token may travel in the clear. A name that merely resolves to a loopback address doesn't
// count, since the owner of the name can change that. It depends on the standard library alone, and looks no name up.
package loopback

import (
	"net"
	"net/netip"
	"strings"
)

// Host reports whether host, without a port, is localhost, a name under .localhost (RFC 6761) or a loopback address. An IPv6
// address may stand in brackets. The empty host is none: as an address to listen on it means every interface.
func Host(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && address.Unmap().IsLoopback()
}

// Address is Host for host:port, with or without the port.
func Address(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	return Host(host)
}
