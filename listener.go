package main

import (
	"context"
	"errors"
	"net"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/listen"
	"zitadel-graphql/internal/loopback"
	"zitadel-graphql/internal/systemd"
)

// openListener returns the socket to serve GraphQL on: the one that systemd has opened for the program, if there is one, or else a new
// one at the address of the setting listen.
func openListener(ctx context.Context, cfg config.Config) (net.Listener, error) {
	inherited, err := systemd.Listener()
	switch {
	case err != nil:
		return nil, err
	case inherited == nil:
		return listen.TCP(ctx, "listen", cfg.Web.Listen)
	case cfg.Web.OnlyLoopbackHosts && isBeyondThisMachine(inherited.Addr()):
		return nil, errors.Join(errors.New("systemd's socket "+inherited.Addr().String()+" can be reached from beyond this machine, and "+
			"the embedded backend's tokens are known to everybody; listen on 127.0.0.1, or set embedded-allow-remote"), inherited.Close())
	}
	return inherited, nil
}

func isBeyondThisMachine(address net.Addr) bool {
	_, isTCP := address.(*net.TCPAddr)
	return isTCP && !loopback.Address(address.String())
}

// notifySystemd tells systemd that the program serves, that it is alive, and when ctx ends that it is stopping.
func notifySystemd(ctx context.Context, address net.Addr, parts parts) {
	notifier := systemd.NewNotifier(parts.Log)
	notifier.Ready("serving GraphQL on " + address.String())
	context.AfterFunc(ctx, func() { notifier.Stopping("letting the requests under way end") })
	go notifier.KeepAlive(context.WithoutCancel(ctx)) // while it stops, too, for which systemd has a time-out of its own
}
