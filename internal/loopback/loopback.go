// Package loopback knows which hosts can only be this machine. It decides who may reach the development server, and
// where a token may travel in the clear; a name that merely resolves to a loopback address doesn't count, since whoever
// owns the name can change that.
package loopback

import (
	"net"
	"net/netip"
	"strings"
)

// Host says that host, without a port, is localhost, a name under .localhost (RFC 6761) or a loopback address. An IPv6
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
