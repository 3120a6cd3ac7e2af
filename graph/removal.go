package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
)

// removeFromUser removes a second factor from one person of the organization that orgID, or else the request, names.
// keyID is one of the person's security keys, or nil.
func (r *Resolver) removeFromUser(ctx context.Context, orgID *string, userID string, keyID *string, removal people.Removal) (*model.ObjectDetails, error) {
	if keyID != nil {
		if *keyID == "" { // which means none to package people
			return nil, &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonSecurityKeyInvalid,
				Message: "The argument securityKeyId is empty. Give the id of a security key, or leave it out."}
		}
		removal.SecurityKeyID = *keyID
	}
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	removed, err := r.people.Remove(ctx, id, userID, removal)
	if err != nil {
		return nil, err
	}
	return objectDetailsFromWire(userChanged(id, userID), removed.Details), nil
}

// removeFromUsers removes a second factor from many people of the organization that orgID, or else the request, names.
func (r *Resolver) removeFromUsers(ctx context.Context, orgID *string, userIDs []string, removal people.Removal) (*model.SecondFactorRemovals, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	results, err := r.people.RemoveFromMany(ctx, id, userIDs, removal)
	if err != nil {
		return nil, err
	}
	return &model.SecondFactorRemovals{Results: convertAll(results, func(result people.RemovalResult) model.SecondFactorRemoval {
		return r.removalFromPeople(ctx, id, result)
	})}, nil
}

// removalFromPeople converts what came of one person's removal in an organization. Its failure is shown as the presenter shows an
// error.
func (r *Resolver) removalFromPeople(ctx context.Context, organization string, result people.RemovalResult) model.SecondFactorRemoval {
	converted := model.SecondFactorRemoval{UserID: result.Person.ID, Result: model.SecondFactorRemovalResult(result.Outcome.String())}
	if result.Details != nil {
		converted.Details = objectDetailsFromWire(userChanged(organization, result.Person.ID), result.Details)
	}
	if result.Err == nil {
		return converted
	}
	found, ok := r.classifier.Classify(result.Err)
	if !ok {
		found = problem.Internal(result.Err)
	}
	message := problem.WithoutToken(found.Message+found.NextStep(true), Token(ctx))
	converted.Code, converted.Message = &found.Code, &message
	if found.Reason != "" {
		converted.Reason = &found.Reason
	}
	return converted
}
