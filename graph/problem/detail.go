package problem

import (
	"strings"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Detail is the part of one detail of a status that may be shown.
type Detail struct {
	// Type is the type's URL.
	Type string
	// ID and Message are those of a zitadel.v1.ErrorDetail. They are empty for other types, which this package doesn't know.
	ID, Message string
}

// maxDetails is how many details of a status are shown; ZITADEL has one.
const maxDetails = 5

// Details returns the first maxDetails details of the call's status, and none where the contract hides the backend's texts. They
// may contain the caller's token, which whoever shows them has to take out.
func (p *Problem) Details() []Detail {
	if p.Call == nil || p.Code == CodeBadGateway {
		return nil
	}
	if _, masked := backendFailure(p.Code); masked != "" {
		return nil
	}
	var shown []Detail
	for _, detail := range p.Call.Status.Proto().GetDetails() {
		if len(shown) == maxDetails {
			break
		}
		one := Detail{Type: Shorten(detail.GetTypeUrl(), MaxMessage)}
		var own zitadelv1.ErrorDetail
		if detail.MessageIs(&own) && detail.UnmarshalTo(&own) == nil {
			one.ID, one.Message = shownID(&own), shownText(own.GetMessage(), own.GetId())
		}
		shown = append(shown, one)
	}
	return shown
}

// ZITADELID returns ZITADEL's own id of the failure, which its support asks for. It is empty where the backend gave none.
func (p *Problem) ZITADELID() string {
	if p.Call == nil {
		return ""
	}
	return shownID(p.Call.Detail())
}

// maxID is how many bytes an id of ZITADEL's may have to be shown. Its ids have about ten.
const maxID = 100

// shownID returns the id in a detail of ZITADEL's. It is empty where there is none, and where what stands there can't be one.
func shownID(detail *zitadelv1.ErrorDetail) string {
	if id := detail.GetId(); len(id) <= maxID && strings.Map(oneLine, id) == id {
		return id
	}
	return ""
}
