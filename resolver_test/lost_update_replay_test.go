package resolver_test

import (
	"testing"

	"google.golang.org/protobuf/types/known/structpb"

	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// TestLostUpdateOfARepeatedValue holds the replay to what hides a value: a change of the other client after the event that the value is
// from, although the patch that was undone is newer. That patch had asked for what was written already and not shown, so that its own
// event doesn't have the value.
func TestLostUpdateOfARepeatedValue(t *testing.T) {
	t.Parallel()
	for _, otherWrites := range []bool{true, false} {
		history := newUpdateHistory("org")
		apply := func(sequence uint64, kind string, payload map[string]any) {
			fields, err := structpb.NewStruct(payload)
			if err != nil {
				t.Fatal(err)
			}
			history.apply(&eventv1.Event{Sequence: sequence, Type: &eventv1.EventType{Type: "org.policy.login." + kind}, Payload: fields})
		}
		apply(1, "added", nil)
		history.compare(acknowledged{sequence: 1})
		apply(2, "changed", map[string]any{"forceMFA": true})
		history.compare(acknowledged{sequence: 2, fields: map[string]any{"forceMfa": true}})
		if otherWrites {
			apply(3, "secondfactor.added", nil)
		}
		history.compare(acknowledged{sequence: 3, fields: map[string]any{"forceMfa": false}}) // shown already, since 2 isn't
		apply(4, "changed", map[string]any{"defaultRedirectURI": "https://a.example/"})
		history.compare(acknowledged{sequence: 4, fields: map[string]any{"forceMfa": true, "defaultRedirectUri": "https://a.example/"}})
		apply(5, "changed", map[string]any{"forceMFA": false, "allowRegister": true})
		history.compare(acknowledged{sequence: 5, fields: map[string]any{"allowRegister": true}})
		want := lostUpdate{org: "org", field: "forceMfa", by: 5, was: 4, hidden: otherWrites}
		if len(history.lost) != 1 || history.lost[0] != want {
			t.Errorf("got %+v, want %+v", history.lost, want)
		}
	}
}
