// Package listen opens the addresses that the program serves on, and tells an operator what to do about one that can't be had: one
// that another program has, that this user may not have, or that isn't this machine's.
//
// It depends on the standard library alone. Whether an address is written properly internal/config checks first, and a socket
// that systemd hands over in place of one is internal/systemd's.
package listen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// Error is why an address can't be listened on.
type Error struct {
	// Setting is the name of the setting that has the address, such as "listen".
	Setting string
	// Address is its value.
	Address string
	// Remedy is what to do, in a few words. It is empty where nobody can tell.
	Remedy string

	err error
}

var _ error = (*Error)(nil)

// Error implements error, in one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: can't listen on %s: %v", e.Setting, e.Address, cause(e.err))
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Unwrap returns the failure as package net has it.
func (e *Error) Unwrap() error { return e.err }

// TCP listens on an address of the form host:port, which the setting of this name has. Every error is an *Error.
func TCP(ctx context.Context, setting, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &Error{Setting: setting, Address: address, Remedy: remedy(err, setting), err: err}
	}
	return l, nil
}

// remedy recognises the failure by its number.
func remedy(err error, setting string) string {
	number, _ := errors.AsType[syscall.Errno](err)
	_, isLookup := errors.AsType[*net.DNSError](err)
	switch {
	case isLookup:
		return "give an IP address of this machine, or 0.0.0.0 for all of them"
	case number == syscall.EADDRINUSE:
		return "another program has it (ss -ltnp shows which): end that one, or set --" + setting + " to another port"
	case number == syscall.EACCES, number == syscall.EPERM:
		return "a port below 1024 takes a right: set --" + setting + " to a higher one, or give the program CAP_NET_BIND_SERVICE"
	case number == syscall.EADDRNOTAVAIL:
		return "this machine doesn't have the address: set --" + setting + " to one that it has, or to 0.0.0.0 for all of them"
	case number == syscall.EAFNOSUPPORT:
		return "this machine has no addresses of this kind: set --" + setting + " to one of IPv4"
	default:
		return ""
	}
}

// cause is the innermost failure, without what package net says around it: operation and address stand in Error's text already.
func cause(err error) error {
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		err = operation.Err
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number
	}
	return err
}
