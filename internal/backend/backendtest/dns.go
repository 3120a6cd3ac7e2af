package backendtest

import (
	"net"
	"net/netip"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// DNSServer answers on loopback, over UDP, with addresses that can be changed. It may be used concurrently.
type DNSServer struct {
	// Address is its IP:PORT.
	Address string

	mu        sync.Mutex
	addresses map[string][]netip.Addr // by name, with the dot at its end
	failing   bool
}

// StartDNS starts a server that knows no name. The test's end stops it.
func StartDNS(t *testing.T) *DNSServer {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck,gosec // it has nothing to lose
	s := &DNSServer{Address: conn.LocalAddr().String(), addresses: map[string][]netip.Addr{}}
	go s.serve(conn)
	return s
}

// Set gives a name, written without the dot at its end, these addresses: IPv4, IPv6 or both. None makes it unknown.
func (s *DNSServer) Set(name string, addresses ...string) {
	var parsed []netip.Addr
	for _, address := range addresses {
		parsed = append(parsed, netip.MustParseAddr(address))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addresses[name+"."] = parsed
}

// SetFailing makes the server fail at everything, with SERVFAIL, or answer again.
func (s *DNSServer) SetFailing(failing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = failing
}

func (s *DNSServer) serve(conn net.PacketConn) {
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
		if packed, err := s.answer(question).Pack(); err == nil {
			conn.WriteTo(packed, from) //nolint:errcheck,gosec // who asked may have gone
		}
	}
}

func (s *DNSServer) answer(question dnsmessage.Message) *dnsmessage.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := question.Questions[0]
	answer := &dnsmessage.Message{Questions: question.Questions}
	answer.Header = dnsmessage.Header{ID: question.ID, Response: true, RecursionAvailable: true}
	addresses, ok := s.addresses[asked.Name.String()]
	switch {
	case s.failing:
		answer.RCode = dnsmessage.RCodeServerFailure
	case !ok || len(addresses) == 0:
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
