package wiretest

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/grpc/status"
)

// languageCases compare two texts with each other, never one with an expected text.
func languageCases() []testCase { return append(translatedCases(), fixedTextCases()...) }

func translatedCases() []testCase {
	return []testCase{
		{
			name: "a token without a language follows the one that the call asks for, and the id stays",
			spec: "v29 l.header",
			steps: []step{
				removeSecond(otp).saying("de").must(secondNotThere()),
				sameText(false, missing("de"), missing("en")),
				sameText(true, missing("de-CH"), missing("de")),
				sameText(true, missing("fr;q=0.1, de;q=0.9"), missing("de")),
			},
		},
		{
			name: "a language that isn't there, or nonsense, gives the instance's language",
			spec: "l.default",
			steps: []step{
				sameText(true, missing("xx"), removeSecond(otp)),
				sameText(true, missing("no language at all; q=x"), removeSecond(otp)),
				sameText(true, missing(""), removeSecond(otp)),
			},
		},
		{
			name: "a key without a translation is sent raw in every language",
			spec: "v29 e.update-nothing l.raw",
			steps: []step{
				addPolicyLike(&creation{}).must(added(1)),
				updatePolicy(&settings{}).saying("de").must(nothingChanged()),
				updatePolicy(&settings{}).saying("en").must(nothingChanged()),
			},
		},
		{
			name: "a person's own language beats the one that the call asks for",
			spec: "v30 l.profile",
			steps: []step{
				removeSecond(otp).as(EnglishHuman).saying("de").must(secondNotThere()),
				sameText(true, missing("de").as(EnglishHuman), missing("en")),
				sameText(false, missing("de").as(EnglishHuman), missing("de").as(OrgOwner)),
			},
		},
	}
}

func fixedTextCases() []testCase {
	return []testCase{
		{
			name: "what is refused before the handler is said in one language only",
			spec: "l.fixed",
			steps: []step{
				sameTexts(getPolicy().authorized()),
				sameTexts(getPolicy().authorized("garbage")),
				sameTexts(getPolicy().authorized("Bearer garbage")),
				sameTexts(getPolicy().in("no-such-organization")),
				sameTexts(removeSecond(0)),
				sameTexts(removeSecond(99)),
			},
		},
		{
			name:  "a missing permission is said in one language only",
			spec:  "l.fixed",
			steps: []step{sameTexts(removeSecond(otp).as(Viewer))},
		},
		{
			name:  "a missing membership is said in one language only",
			spec:  "l.fixed",
			steps: []step{sameTexts(getPolicy().as(Nobody))},
		},
	}
}

// missing is a call that fails with a translated text.
func missing(language string) call { return removeSecond(otp).saying(language) }

// sameTexts demands that a call fails with the same text in German and in English.
func sameTexts(c call) step { return sameText(true, c.saying("de"), c.saying("en")) }

// sameText demands that two failing calls say the same, or don't.
func sameText(same bool, a, b call) step {
	needs := slices.Concat(a.demands(), b.demands())
	return step{a.name + " beside " + b.name, needs, func(ctx context.Context, s *suite) error {
		first, second := s.send(ctx, a), s.send(ctx, b)
		if first.err == nil || second.err == nil {
			return fmt.Errorf("one didn't fail: %w, %w", first.err, second.err)
		}
		x, y := status.Convert(first.err).Message(), status.Convert(second.err).Message()
		if (x == y) != same {
			return fmt.Errorf("the texts are %q and %q, want the same: %t", x, y, same)
		}
		return nil
	}}
}
