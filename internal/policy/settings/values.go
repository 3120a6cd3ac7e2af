package settings

import (
	"reflect"
	"strings"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// values are the settings in a message, as fields of its Go struct. Every change copies and compares them several times, and through
// protobuf's own reflection that takes twenty times as long, which was a fiftieth of a mutation's CPU time.
type values struct {
	message reflect.Value // a struct
	indexes []int         // of each setting's field, in the order of Fields
}

// valuesOf returns the settings of a policy, or of a request with all settings.
func valuesOf(message proto.Message) values {
	pointer := reflect.ValueOf(message)
	if pointer.IsNil() { // which has no setting, as an empty one
		pointer = reflect.New(pointer.Type().Elem())
	}
	found := pointer.Elem()
	indexes, known := indexesOnce()[found.Type()]
	if !known {
		indexes = indexesIn(found.Type())
	}
	return values{found, indexes}
}

// of returns the setting of this place in Fields. It can be set.
func (v values) of(i int) reflect.Value { return v.message.Field(v.indexes[i]) }

// indexesOnce returns the indexes of those messages that are copied and compared with each change.
var indexesOnce = sync.OnceValue(func() map[reflect.Type][]int {
	found := map[reflect.Type][]int{}
	for _, message := range []proto.Message{&policyv1.LoginPolicy{}, &managementv1.AddCustomLoginPolicyRequest{},
		&managementv1.UpdateCustomLoginPolicyRequest{}, &adminv1.UpdateLoginPolicyRequest{}} {
		message := reflect.TypeOf(message).Elem()
		found[message] = indexesIn(message)
	}
	return found
})

// indexesIn finds the settings' fields in a message's struct by the names that protoc-gen-go writes beside them.
func indexesIn(message reflect.Type) []int {
	byName := map[string]int{}
	for i := range message.NumField() {
		for part := range strings.SplitSeq(message.Field(i).Tag.Get("protobuf"), ",") {
			if name, isName := strings.CutPrefix(part, "name="); isName {
				byName[name] = i
			}
		}
	}
	var indexes []int
	for _, field := range Fields() {
		index, has := byName[string(field.Name())]
		if !has {
			index = -1 // which no struct has; a test demands of each message that it has them all
		}
		indexes = append(indexes, index)
	}
	return indexes
}

// sameValue reports whether two values of one setting are equal, lifetimes as sameLifetime has it. A lifetime that is missing is nil.
func sameValue(a, b reflect.Value, sameLifetime func(a, b *durationpb.Duration) bool) bool {
	if a.Kind() != reflect.Pointer {
		return a.Equal(b)
	}
	one, _ := reflect.TypeAssert[*durationpb.Duration](a) // no setting is another message
	other, _ := reflect.TypeAssert[*durationpb.Duration](b)
	return sameLifetime(one, other)
}
