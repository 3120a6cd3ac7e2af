// Package listen opens the addresses that the program serves on. If one can't be opened, because another program uses it, this user isn't
// allowed to, or this machine doesn't have it, the error tells the operator what to do.
//
// It depends on the standard library alone. internal/config has checked before that the address is well-formed. A socket that systemd
// has opened comes from internal/systemd.
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
	// Remedy says in the imperative what to do. It is empty if the cause isn't one of those that are known here.
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

// TCP listens on an address of the form host:port, which is the value of the setting of this name. Every error is an *Error.
func TCP(ctx context.Context, setting, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &Error{Setting: setting, Address: address, Remedy: remedy(err, setting), err: err}
	}
	return l, nil
}

// remedy returns what to do about a failure, by its error number.
func remedy(err error, setting string) string {
	number, _ := errors.AsType[syscall.Errno](err)
	_, isLookup := errors.AsType[*net.DNSError](err)
	switch {
	case isLookup:
		return "give an IP address of this machine, or 0.0.0.0 for all of them"
	case number == syscall.EADDRINUSE:
		return "another program uses it (ss -ltnp shows which): stop that program, or set --" + setting + " to another port"
	case number == syscall.EACCES, number == syscall.EPERM:
		return "a port below 1024 needs a privilege: set --" + setting + " to a higher one, or give the program CAP_NET_BIND_SERVICE"
	case number == syscall.EADDRNOTAVAIL:
		return "this machine doesn't have the address: set --" + setting + " to one that it has, or to 0.0.0.0 for all of them"
	case number == syscall.EAFNOSUPPORT:
		return "this machine has no addresses of this kind: set --" + setting + " to an IPv4 address"
	default:
		return ""
	}
}

// cause returns the innermost failure, without the operation and the address that package net adds: Error's text has them already.
func cause(err error) error {
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		err = operation.Err
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number
	}
	return err
}
