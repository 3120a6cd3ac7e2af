// Command collector is the receiving end of an OpenTelemetry Collector: its own otlpreceiver, over gRPC and over HTTP, on free
// ports of this machine. A test of resolver_test builds and runs it.
//
// It prints one JSON object a line: first the two URLs, as grpc and http, and then each batch of spans that it has received, in
// OTLP's own form of JSON. It ends when its standard input does.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/receiver/receivertest"
)

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in io.Reader, out io.Writer) error {
	overGRPC, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	overHTTP, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	received, err := receive(ctx, overGRPC, overHTTP, out)
	if err != nil {
		return err
	}
	err = json.NewEncoder(out).Encode(map[string]string{"grpc": "http://" + overGRPC, "http": "http://" + overHTTP})
	if err == nil {
		_, err = io.Copy(io.Discard, in)
	}
	return errors.Join(err, received.Shutdown(ctx))
}

// freeAddress is one that nobody listens on yet: the receiver doesn't tell which port it was given.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// receive starts the receiver, which writes each batch to out.
func receive(ctx context.Context, overGRPC, overHTTP string, out io.Writer) (receiver.Traces, error) {
	factory := otlpreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	settings := confmap.NewFromStringMap(map[string]any{"protocols": map[string]any{
		"grpc": map[string]any{"endpoint": overGRPC},
		"http": map[string]any{"endpoint": overHTTP},
	}})
	if err := settings.Unmarshal(config); err != nil {
		return nil, fmt.Errorf("configure the receiver: %w", err)
	}
	next, err := consumer.NewTraces(func(_ context.Context, batch ptrace.Traces) error { return write(out, batch) })
	if err != nil {
		return nil, fmt.Errorf("make a consumer: %w", err)
	}
	received, err := factory.CreateTraces(ctx, receivertest.NewNopSettings(factory.Type()), config, next)
	if err != nil {
		return nil, fmt.Errorf("make the receiver: %w", err)
	}
	if err := received.Start(ctx, componenttest.NewNopHost()); err != nil {
		return nil, fmt.Errorf("start the receiver: %w", err)
	}
	return received, nil
}

// write writes a batch as one line, in one Write: batches may come at the same time.
func write(out io.Writer, batch ptrace.Traces) error {
	text, err := new(ptrace.JSONMarshaler).MarshalTraces(batch)
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	if _, err := out.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("print spans: %w", err)
	}
	return nil
}
