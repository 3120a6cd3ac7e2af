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

	"zitadel-graphql/internal/embedded/eventstore"
	"zitadel-graphql/internal/listen"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	maxRequestBytes  = 4 << 20  // of one message
	maxHeaderBytes   = 64 << 10 // of one call's metadata
	handshakeTimeout = 10 * time.Second
	minPingInterval  = 5 * time.Second // a client that pings more often loses its connection
	closeTimeout     = 5 * time.Second // for calls under way
	memoryPipeBytes  = 64 << 10
)

var (
	errNegativeOrganizations = errors.New("number of organizations is negative")
	errNegativeUsers         = errors.New("number of users is negative")
	errUnknownLogin          = errors.New("unknown login")
)

// Config has the settings of a Server. The zero value keeps the organizations and users that it starts with in memory, answers
// to this machine's names only, and is as convenient as it can be.
type Config struct {
	// File, Lag, Races and Skip are those of eventstore.Config.
	File  string
	Lag   time.Duration
	Races bool
	Skip  int
	// AnyAuthority makes every :authority this instance. Without it only the names of this machine are, with any port, as
	// internal/loopback knows them.
	AnyAuthority bool
	// Organizations is how many organizations an empty store gets besides HomeOrgID and InheritingOrgID. OrganizationID gives
	// their ids. They inherit their policy, and have no members but the instance's and those in Users. A File with events
	// stays as it is.
	Organizations int
	// Users come besides the development users. An id or token that is taken is an error. Where a File doesn't have one yet, it
	// is added there with the factors that are given here; later the File decides what a user has set up.
	Users []User
	// MoreUsers is how many people without tokens an empty store gets in HomeOrgID, besides the few dozen that are there and in
	// InheritingOrgID anyway. MoreUserID gives their ids; ids, names, factors and dates of creation never change. A File with
	// events stays as it is.
	MoreUsers int
	// Login is what the instance's features say of ZITADEL's logins: LoginV1, LoginV2 or LoginEach. Empty is LoginV2, as of a new
	// instance.
	Login string
}

// What an instance's features can say of ZITADEL's logins.
const (
	LoginV1   = "v1"   // nothing, as those of a server that doesn't know Login V2
	LoginV2   = "v2"   // that every application uses Login V2
	LoginEach = "each" // that each application decides which it uses
)

func (c Config) store() eventstore.Config {
	return eventstore.Config{File: c.File, Lag: c.Lag, Races: c.Races, Skip: c.Skip}
}

func (c Config) check() error {
	switch {
	case c.Organizations < 0:
		return errNegativeOrganizations
	case c.MoreUsers < 0:
		return errNegativeUsers
	case !slices.Contains([]string{"", LoginV1, LoginV2, LoginEach}, c.Login):
		return fmt.Errorf("%w %q", errUnknownLogin, c.Login)
	}
	return nil
}

// Server is a ZITADEL for development. All of its methods may be called concurrently.
type Server struct {
	store        *eventstore.Store
	users        map[string]User // by token
	login        string
	permissions  map[string]string
	catalogue    *catalogue
	anyAuthority bool
	now          func() time.Time
	logger       *slog.Logger

	grpc   *grpc.Server
	memory *bufconn.Listener
	served chan struct{} // closed when the in-memory listener is served no more
	close  func() error
}

// Open opens the store, fills it where it is empty, and serves the in-memory listener that Dial connects to. It fails where the
// file is damaged, of another format or open in another process (after about a second), and where a user can't be used. The
// error names the file, and the event if it is one event's, or the user. The caller closes the Server.
//
// The log gets panics and failed writes, each with the request id of the call and its answer, and never a token.
func Open(cfg Config, log *slog.Logger) (*Server, error) { return openAt(cfg, log, time.Now) }

// openAt is Open with the clock that dates events and measures the lag. It must be safe for concurrent use.
func openAt(cfg Config, log *slog.Logger, now func() time.Time) (*Server, error) {
	s := &Server{catalogue: newCatalogue(), anyAuthority: cfg.AnyAuthority, login: cfg.Login, now: now, logger: log}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	var err error
	if s.users, err = usersByToken(slices.Concat(developmentUsers(), developmentPersons(), cfg.Users)); err != nil {
		return nil, err
	}
	if s.store, err = eventstore.Open(cfg.store(), now, cfg.seed, cfg.missingUsers); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return s, nil
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
	s.register(service{store: s.store, now: s.now, catalogue: s.catalogue})
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
	managementv1.RegisterManagementServiceServer(s.grpc, &managementService{service: all})
	adminv1.RegisterAdminServiceServer(s.grpc, &adminService{service: all})
	authv1.RegisterAuthServiceServer(s.grpc, &authService{service: all})
	orgv2.RegisterOrganizationServiceServer(s.grpc, &organizationService{service: all})
	userv2.RegisterUserServiceServer(s.grpc, &userService{service: all})
	featurev2.RegisterFeatureServiceServer(s.grpc, &featureService{login: s.login})
}

// Serve answers on l until Close, which also closes l. It blocks, and returns nil after Close. Several listeners may be served at
// once.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(l); !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil
}

// Listen has the server answer on a TCP address as well, until Close, and returns the address. It doesn't block. Where serving
// ends before Close, failed is called with the error.
func (s *Server) Listen(ctx context.Context, address string, failed func(error)) (net.Addr, error) {
	l, err := listen.TCP(ctx, "embedded-listen", address)
	if err != nil {
		return nil, err
	}
	go func() {
		if err := s.Serve(l); err != nil {
			failed(fmt.Errorf("serve the embedded backend: %w", err))
		}
	}()
	return l.Addr(), nil
}

// Dial connects to the server without a socket, for grpc.WithContextDialer. It ignores the address. A client's target decides
// its :authority, so it has to be "passthrough:///localhost" unless AnyAuthority is set.
func (s *Server) Dial(ctx context.Context, _ string) (net.Conn, error) {
	return s.memory.DialContext(ctx)
}

// Close refuses new calls, lets those under way finish for at most 5 s, and closes the store. It may be called more than once
// and always returns the same.
func (s *Server) Close() error { return s.close() }

func (s *Server) shutDown() error {
	hard := time.AfterFunc(closeTimeout, s.grpc.Stop)
	defer hard.Stop()
	s.grpc.GracefulStop()
	<-s.served
	return s.store.Close()
}
