package backendtest

import (
	"net"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Names is a DNS server on loopback, over UDP, whose answers can be changed. It may be used concurrently.
type Names struct {
	// Address is its IP:PORT.
	Address string

	mu    sync.Mutex
	known map[string][]netip.Addr
	gone  bool
}

// DNS starts one that knows no name. The test's end stops it.
func DNS(t *testing.T) *Names {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck,gosec // it has nothing to lose
	n := &Names{Address: conn.LocalAddr().String(), known: map[string][]netip.Addr{}}
	go n.serve(conn)
	return n
}

// Set gives a name, written without the dot at its end, these addresses: IPv4, IPv6 or both. None makes it unknown.
func (n *Names) Set(name string, addresses ...string) {
	var parsed []netip.Addr
	for _, address := range addresses {
		parsed = append(parsed, netip.MustParseAddr(address))
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known[name+"."] = parsed
}

// SetGone makes the server fail at everything, with SERVFAIL, or answer again.
func (n *Names) SetGone(gone bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone = gone
}

func (n *Names) serve(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		size, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if question.Unpack(buffer[:size]) != nil || len(question.Questions) != 1 {
			continue
		}
		if packed, err := n.answer(question).Pack(); err == nil {
			conn.WriteTo(packed, from) //nolint:errcheck,gosec // who asked may have gone
		}
	}
}

func (n *Names) answer(question dnsmessage.Message) *dnsmessage.Message {
	n.mu.Lock()
	defer n.mu.Unlock()
	asked := question.Questions[0]
	answer := &dnsmessage.Message{Questions: question.Questions}
	answer.Header = dnsmessage.Header{ID: question.ID, Response: true, RecursionAvailable: true}
	addresses, known := n.known[asked.Name.String()]
	switch {
	case n.gone:
		answer.RCode = dnsmessage.RCodeServerFailure
	case !known || len(addresses) == 0:
		answer.RCode = dnsmessage.RCodeNameError
	default:
		answer.Answers = resources(asked, addresses)
	}
	return answer
}

// resources are the addresses of the kind that is asked for.
func resources(asked dnsmessage.Question, addresses []netip.Addr) []dnsmessage.Resource {
	var found []dnsmessage.Resource
	for _, address := range addresses {
		var body dnsmessage.ResourceBody
		switch {
		case asked.Type == dnsmessage.TypeA && address.Is4():
			body = &dnsmessage.AResource{A: address.As4()}
		case asked.Type == dnsmessage.TypeAAAA && address.Is6():
			body = &dnsmessage.AAAAResource{AAAA: address.As16()}
		default:
			continue
		}
		header := dnsmessage.ResourceHeader{Name: asked.Name, Type: asked.Type, Class: dnsmessage.ClassINET}
		found = append(found, dnsmessage.Resource{Header: header, Body: body})
	}
	return found
}
