package impact

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// digestVersion is what every digest begins with. A program that works out figures by other rules has another one.
const digestVersion = "1"

// Digest returns a text that stands for a policy before and after a change, and for some guards' figures: the same text for the
// same, and another one for others. ParseDigest tells for which guards it stands. The order of lists and figures doesn't count,
// nor does it that one is there twice, and neither do a policy's dates and sequence.
func Digest(before, after *policyv1.LoginPolicy, figures []Figure) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", before.GetDetails().GetResourceOwner())
	for _, policy := range []*policyv1.LoginPolicy{before, after} {
		if err := writePolicy(sum, policy); err != nil {
			return "", err
		}
	}
	var covered guardSet
	sorted := slices.SortedFunc(slices.Values(figures), func(a, b Figure) int { return cmp.Compare(a.Guard, b.Guard) })
	for _, figure := range slices.Compact(sorted) {
		covered |= 1 << figure.Guard
		fmt.Fprintf(sum, "%d %d %d\n", figure.Guard, figure.Certain, figure.Possible)
	}
	return fmt.Sprintf("%s.%02x.%s", digestVersion, uint8(covered), base64.RawURLEncoding.EncodeToString(sum.Sum(nil))), nil
}

// guardSet is a set of guards, one bit each.
type guardSet uint8

// writePolicy writes what makes two policies differ.
func writePolicy(to io.Writer, policy *policyv1.LoginPolicy) error {
	written, err := proto.MarshalOptions{Deterministic: true}.Marshal(settings.Request(policy))
	if err != nil {
		return fmt.Errorf("write a policy for its digest: %w", err)
	}
	_, err = fmt.Fprintf(to, "%t %x %d %d %q\n", policy.GetIsDefault(), written, asSet(policy.GetSecondFactors()),
		asSet(policy.GetMultiFactors()), asSet(settings.LinkedProviders(policy)))
	return err
}

// asSet returns the elements of a list in order, each once.
func asSet[T cmp.Ordered](list []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// ParseDigest returns the guards for whose figures a digest stands, in the schema's order. It returns false for a text that is no
// digest of this version.
func ParseDigest(digest string) ([]Guard, bool) {
	var covered guardSet
	version, rest, _ := strings.Cut(digest, ".")
	set, sum, _ := strings.Cut(rest, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(sum)
	if version != digestVersion || len(set) != 2 || err != nil || len(decoded) != sha256.Size {
		return nil, false
	}
	if _, err := fmt.Sscanf(set, "%02x", &covered); err != nil {
		return nil, false
	}
	return slices.DeleteFunc(Guards(), func(g Guard) bool { return covered&(1<<g) == 0 }), true
}
