package wiretest

import (
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The demands compare codes, ids and types of details, and shapes. They compare no texts but the few untranslated keys that
// clients match on, and what holds in any language: a status's message is its detail's message followed by the id in
// parentheses, and where the contract has no detail there is none. Sequences are counted from the suite's last write, the
// organization's and the instance's apart (ledger.go).

const detailType = "type.googleapis.com/zitadel.v1.ErrorDetail"

// succeeds demands an answer without an error.
func succeeds() want {
	return func(_ *suite, r reply) error {
		if r.err != nil {
			return fmt.Errorf("failed: %w", r.err)
		}
		return nil
	}
}

// either demands that one of the two holds.
func either(a, b want) want {
	return func(s *suite, r reply) error {
		if a(s, r) == nil {
			return nil
		}
		return b(s, r)
	}
}

// fails demands this code and exactly one detail, an ErrorDetail with this id and the status's own text.
func fails(code codes.Code, id string) want {
	return func(_ *suite, r reply) error {
		_, err := detailOf(r.err, code, id)
		return err
	}
}

// failsRaw demands as fails, and the untranslated key as text.
func failsRaw(code codes.Code, id, key string) want {
	return func(_ *suite, r reply) error {
		text, err := detailOf(r.err, code, id)
		if err == nil && text != key {
			err = fmt.Errorf("the text is %q, want the raw key %q", text, key)
		}
		return err
	}
}

// failsBare demands this code, some text, and no detail at all.
func failsBare(code codes.Code) want {
	return func(_ *suite, r reply) error {
		st, err := statusOf(r.err, code)
		switch {
		case err != nil:
			return err
		case len(st.Proto().GetDetails()) != 0:
			return fmt.Errorf("carries details, want none: %v", st.Proto().GetDetails())
		case st.Message() == "":
			return fmt.Errorf("%v has no text", code)
		}
		return nil
	}
}

func statusOf(err error, code codes.Code) (*status.Status, error) {
	if err == nil {
		return nil, fmt.Errorf("succeeded, want %v", code)
	}
	st, ok := status.FromError(err)
	if !ok {
		return nil, fmt.Errorf("%w is no gRPC status", err)
	}
	if st.Code() != code {
		return nil, fmt.Errorf("failed with %v %q, want %v", st.Code(), st.Message(), code)
	}
	return st, nil
}

// detailOf checks a ZITADEL error's whole shape and returns its text without the id.
func detailOf(err error, code codes.Code, id string) (string, error) {
	st, err := statusOf(err, code)
	if err != nil {
		return "", err
	}
	details := st.Proto().GetDetails()
	if len(details) != 1 || details[0].GetTypeUrl() != detailType {
		return "", fmt.Errorf("details are %v, want one %s", details, detailType)
	}
	var detail zitadelv1.ErrorDetail
	if err := details[0].UnmarshalTo(&detail); err != nil {
		return "", fmt.Errorf("read the detail: %w", err)
	}
	if detail.GetId() != id {
		return "", fmt.Errorf("the detail's id is %q, want %q", detail.GetId(), id)
	}
	if full := detail.GetMessage() + " (" + id + ")"; detail.GetMessage() == "" || st.Message() != full {
		return "", fmt.Errorf("the status says %q and its detail %q", st.Message(), detail.GetMessage())
	}
	return detail.GetMessage(), nil
}
