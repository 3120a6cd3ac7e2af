// Command collector is the receiving end of an OpenTelemetry Collector: its own otlpreceiver, over gRPC and over HTTP, on free
// ports of this machine. A test of resolver_test builds and runs it.
//
// It prints one JSON object a line: first the two URLs, as grpc and http, and then each batch of spans or metrics that it has received,
// in OTLP's own form of JSON. It ends when its standard input does.
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
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
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
	stop, err := receive(ctx, overGRPC, overHTTP, out)
	if err != nil {
		return err
	}
	err = json.NewEncoder(out).Encode(map[string]string{"grpc": "http://" + overGRPC, "http": "http://" + overHTTP})
	if err == nil {
		_, err = io.Copy(io.Discard, in)
	}
	return errors.Join(err, stop(ctx))
}

// freeAddress is one that nobody listens on yet: the receiver doesn't tell which port it was given.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// receive starts the receiver of both signals, which share its servers, and which write each batch to out. stop ends it.
func receive(ctx context.Context, overGRPC, overHTTP string, out io.Writer) (stop func(context.Context) error, err error) {
	factory := otlpreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	protocols := confmap.NewFromStringMap(map[string]any{"protocols": map[string]any{
		"grpc": map[string]any{"endpoint": overGRPC},
		"http": map[string]any{"endpoint": overHTTP},
	}})
	if err := protocols.Unmarshal(config); err != nil {
		return nil, fmt.Errorf("configure the receiver: %w", err)
	}
	spans, err := consumer.NewTraces(func(_ context.Context, batch ptrace.Traces) error {
		text, err := new(ptrace.JSONMarshaler).MarshalTraces(batch)
		return errors.Join(err, write(out, text))
	})
	if err != nil {
		return nil, fmt.Errorf("make a consumer of spans: %w", err)
	}
	figures, err := consumer.NewMetrics(func(_ context.Context, batch pmetric.Metrics) error {
		text, err := new(pmetric.JSONMarshaler).MarshalMetrics(batch)
		return errors.Join(err, write(out, text))
	})
	if err != nil {
		return nil, fmt.Errorf("make a consumer of metrics: %w", err)
	}
	settings := receivertest.NewNopSettings(factory.Type())
	ofSpans, err := factory.CreateTraces(ctx, settings, config, spans)
	if err != nil {
		return nil, fmt.Errorf("make the receiver of spans: %w", err)
	}
	ofFigures, err := factory.CreateMetrics(ctx, settings, config, figures)
	if err != nil {
		return nil, fmt.Errorf("make the receiver of metrics: %w", err)
	}
	host := componenttest.NewNopHost()
	if err := errors.Join(ofSpans.Start(ctx, host), ofFigures.Start(ctx, host)); err != nil {
		return nil, fmt.Errorf("start the receiver: %w", err)
	}
	return func(ctx context.Context) error { return errors.Join(ofSpans.Shutdown(ctx), ofFigures.Shutdown(ctx)) }, nil
}

// write writes a batch as one line, in one Write: batches may come at the same time.
func write(out io.Writer, batch []byte) error {
	if _, err := out.Write(append(batch, '\n')); err != nil {
		return fmt.Errorf("print a batch: %w", err)
	}
	return nil
}
