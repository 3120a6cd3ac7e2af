package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/test/bufconn"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

const (
	maxRequestBytes  = 4 << 20  // of one message
	maxHeaderBytes   = 64 << 10 // of one call's metadata
	handshakeTimeout = 10 * time.Second
	minPingInterval  = 5 * time.Second // a client that pings more often is cut off
	closeTimeout     = 5 * time.Second // how long Close waits for calls under way
	memoryPipeBytes  = 64 << 10
)

var (
	errNegativeLag           = errors.New("lag is negative")
	errNegativeSkip          = errors.New("skip is negative")
	errNegativeOrganizations = errors.New("number of organizations is negative")
)

// Config says what a Server is opened with. Its zero value is a world in memory that lives as long as the Server.
type Config struct {
	// File is one bbolt file, made if it is missing; empty keeps everything in memory. One process may have it open.
	File string
	// AnyAuthority makes every :authority this instance. Otherwise only those are that internal/loopback knows to be this
	// machine, with any port.
	AnyAuthority bool
	// Organizations is how many there are besides HomeOrgID and InheritingOrgID where the world is new: none has a policy of
	// its own, OrganizationID names them. A File that has a world already stays as it is.
	Organizations int
	// Users are known besides the development users; an id or token that is taken is an error.
	Users []User
	// Lag is how old a change must be before the reads that may be late show it: the lists (those of the history excepted),
	// the AdminService's reads, the links to providers that GetLoginPolicy shows, and GetDefaultLoginPolicy. The policies
	// among them are brought up to date by a GetLoginPolicy of an organization with its own policy, the others by nothing
	// but time. 0 shows every change at once; a real ZITADEL was seen to lag by up to 100 ms.
	Lag time.Duration
	// Races makes concurrent writes of one organization, or of the instance, race as a real ZITADEL's do: each decides on
	// the state as it was when it arrived. Two that remove a factor can both succeed, two that add one list it twice; of
	// two AddCustomLoginPolicy that both succeed readers see the first one's settings and the factors of both, while the
	// next update is compared with the second one's settings. Without it writes take turns. With a Lag as well, two
	// AddCustomLoginPolicy that both succeed keep every read of a policy, whosever it is, from showing any change that came
	// after the first, for twenty times the Lag.
	Races bool
	// Skip makes the reads of login policies, an organization's and the instance's, skip every Skip-th update or factor
	// write that they would show, and go on with what comes later; 0 skips none. A real ZITADEL was seen to do so with one
	// to three of a thousand where several organizations were written at once. What is skipped is in the histories, and
	// decides about later writes: the same once more is ALREADY_EXISTS, NOT_FOUND or "nothing changed". It never shows in a
	// read, until a later write touches that very field; any later write hides the hole, since it gives the policy its
	// own, newer sequence. Creations, resets and links are never skipped. What File holds at the start is shown whole.
	Skip int
}

// Server is a ZITADEL for development. All its methods may be called concurrently.
type Server struct {
	store        *eventStore
	users        map[string]User // by token
	permissions  map[string]string
	catalogue    *catalogue
	anyAuthority bool
	logger       *slog.Logger

	grpc   *grpc.Server
	memory *bufconn.Listener
	served chan struct{} // closed when the in-memory listener is served no more
	close  func() error
}

// Open replays the file, or seeds the world, and serves the in-memory listener that Dial connects to. It fails if the
// file is of another format, damaged or open in another process (after about a second), or if a user isn't usable; the
// error names the file, and the event if it is one event's. The caller closes the Server.
//
// The log gets panics and failed commits, each with the request id of the answer, and never a token.
func Open(cfg Config, log *slog.Logger) (*Server, error) { return openAt(cfg, log, time.Now) }

// openAt is Open with the clock of events and of the lag, which must be safe for concurrent use.
func openAt(cfg Config, log *slog.Logger, now func() time.Time) (*Server, error) {
	s := &Server{catalogue: newCatalogue(), anyAuthority: cfg.AnyAuthority, logger: log}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	var err error
	if s.users, err = usersByToken(slices.Concat(developmentUsers(), developmentPeople(), cfg.Users)); err != nil {
		return nil, err
	}
	if s.store, err = openStore(cfg, now); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.store.close())
	}
	return s, nil
}

func (c Config) check() error {
	switch {
	case c.Lag < 0:
		return errNegativeLag
	case c.Skip < 0:
		return errNegativeSkip
	case c.Organizations < 0:
		return errNegativeOrganizations
	}
	return nil
}

// start makes the gRPC server and serves the in-memory listener until Close.
func (s *Server) start() (err error) {
	s.grpc = grpc.NewServer(
		grpc.ChainUnaryInterceptor(s.interceptors()...),
		grpc.MaxRecvMsgSize(maxRequestBytes),
		grpc.MaxHeaderListSize(maxHeaderBytes),
		grpc.ConnectionTimeout(handshakeTimeout),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: minPingInterval, PermitWithoutStream: true}),
	)
	s.register(service{store: s.store, catalogue: s.catalogue, people: peopleOf(s.users)})
	if s.permissions, err = methodPermissions(s.grpc.GetServiceInfo()); err != nil {
		return err
	}
	s.memory, s.served = bufconn.Listen(memoryPipeBytes), make(chan struct{})
	s.close = sync.OnceValue(s.shutDown)
	go func() {
		defer close(s.served)
		if err := s.Serve(s.memory); err != nil {
			s.logger.Error("embedded backend: the in-memory listener failed", slog.Any("error", err))
		}
	}()
	return nil
}

func (s *Server) register(all service) {
	managementv1.RegisterManagementServiceServer(s.grpc, &management{service: all})
	adminv1.RegisterAdminServiceServer(s.grpc, &admin{service: all})
	authv1.RegisterAuthServiceServer(s.grpc, &authentication{service: all})
	orgv2.RegisterOrganizationServiceServer(s.grpc, &organizations{service: all})
}

// Serve answers on l until Close, and closes l. It blocks; several listeners may be served at once. After Close it
// returns nil.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(l); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil
}

// Listen has the server answer on a TCP address too, until Close, and returns where. It doesn't block; failed is told what
// ends it earlier.
func (s *Server) Listen(ctx context.Context, address string, failed func(error)) (net.Addr, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for the embedded backend: %w", err)
	}
	go func() {
		if err := s.Serve(l); err != nil {
			failed(fmt.Errorf("serve the embedded backend: %w", err))
		}
	}()
	return l.Addr(), nil
}

// Dial connects to the server without a socket. It is made for grpc.WithContextDialer; the address is not looked at, but
// the target of the client decides the :authority, so dial "passthrough:///localhost" unless AnyAuthority is set.
func (s *Server) Dial(ctx context.Context, _ string) (net.Conn, error) {
	return s.memory.DialContext(ctx)
}

// Close refuses new calls, lets those under way finish for at most 5 s, and closes the log. It may be called more than
// once and always returns the same.
func (s *Server) Close() error { return s.close() }

func (s *Server) shutDown() error {
	hard := time.AfterFunc(closeTimeout, s.grpc.Stop)
	defer hard.Stop()
	s.grpc.GracefulStop()
	<-s.served
	return s.store.close()
}
