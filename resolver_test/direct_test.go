package resolver_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/dynamicpb"
)

// callDirectly calls the embedded backend on its own socket, past the program's GraphQL: a step's way to look behind
// it, or to change something behind its back. The first line of text is "METHOD TOKEN ORGANIZATION", the rest the
// request as JSON, {} if there is none. METHOD is the management service's, or the admin service's with "admin." before
// it. It returns the reply as wants have values, or the status.
func callDirectly(t *testing.T, p *program, text string) string {
	t.Helper()
	if p.embeddedAddress == "" {
		t.Fatal("--embedded-listen isn't given")
	}
	return callThrough(t, dial(t, p.embeddedAddress), text)
}

func callThrough(t *testing.T, conn grpc.ClientConnInterface, text string) string {
	t.Helper()
	line, body, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) != 3 {
		t.Fatalf("%q isn't METHOD TOKEN ORGANIZATION", line)
	}
	method := "/zitadel.management.v1.ManagementService/" + words[0]
	if name, isAdmin := strings.CutPrefix(words[0], "admin."); isAdmin {
		method = "/zitadel.admin.v1.AdminService/" + name
	}
	descriptor, err := methodOf(method)
	if err != nil {
		t.Fatal(err)
	}
	request, reply := dynamicpb.NewMessage(descriptor.Input()), dynamicpb.NewMessage(descriptor.Output())
	if strings.TrimSpace(body) == "" {
		body = "{}"
	}
	if err := protojson.Unmarshal([]byte(body), request); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+words[1], "x-zitadel-orgid", words[2])
	if err := conn.Invoke(ctx, method, request, reply); err != nil {
		return fmt.Sprintln(status.Code(err))
	}
	answer, err := protojson.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	value, err := parseJSON(normalise(string(answer), timestamp, nil))
	if err != nil {
		t.Fatal(err)
	}
	return layOut("", value)
}

func dial(t testing.TB, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
