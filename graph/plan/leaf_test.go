package plan_test

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/scalar"
)

// Each appender has to write what the marshaler writes in whose place it stands.
func TestAppendersWriteWhatMarshalersWrite(t *testing.T) {
	for _, text := range []string{"", "plain", "SECOND_FACTOR_TYPE_U2F", `"quoted" \ and / escaped`, "\x00\x1f\b\f\n\r\t\x7f", "ÄÖ\u2028\u2029😀", "cut \xff\xc3 off", "<a href='&'>"} {
		check(t, plan.AppendString, graphql.MarshalString, text)
		check(t, plan.AppendString, graphql.MarshalID, text)
		check(t, plan.AppendEnum[model.SecondFactorType], same, model.SecondFactorType(text))
		check(t, plan.AppendEnum[problem.Code], same, problem.Code(text))
		check(t, plan.AppendEnum[problem.Reason], same, problem.Reason(text))
		check(t, plan.AppendEnum[problem.WarningCode], same, problem.WarningCode(text))
	}
	for _, n := range []int{0, -1, 42, math.MaxInt32, math.MinInt64, math.MaxInt64} {
		check(t, plan.AppendInt, graphql.MarshalInt, n)
		check(t, scalar.AppendUInt64, scalar.MarshalUInt64, uint64(n))
		check(t, scalar.AppendDuration, scalar.MarshalDuration, time.Duration(n))
		check(t, scalar.AppendDateTime, scalar.MarshalDateTime, time.Unix(int64(n), 7))
	}
	check(t, plan.AppendBoolean, graphql.MarshalBoolean, true)
	check(t, plan.AppendBoolean, graphql.MarshalBoolean, false)
}

func check[V any, M graphql.Marshaler](t *testing.T, appendTo func([]byte, V) []byte, marshal func(V) M, v V) {
	t.Helper()
	var want bytes.Buffer
	want.WriteString("before")
	marshal(v).MarshalGQL(&want)
	if got := appendTo([]byte("before"), v); !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%v: got %s, want %s", v, got, want.Bytes())
	}
}

func same[M graphql.Marshaler](v M) M { return v }
