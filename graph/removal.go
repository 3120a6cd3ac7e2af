package graph

import (
	"context"
	"slices"

	"zitadel-graphql/graph/audited"
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
	removal.Recorder = audited.Removals(ctx, id)
	users := selected(ctx).at("user")
	removed, err := r.people.Remove(ctx, id, userID, removal)
	if err != nil {
		return nil, err
	}
	details := objectDetailsFromWire(userChanged(id, userID), removed.Details)
	user := userOfRemoval(removed, r.readAfterRemoval(ctx, users, removal, removed))
	details.User = &user
	return details, nil
}

// removeFromUsers removes a second factor from many people of the organization that orgID, or else the request, names.
func (r *Resolver) removeFromUsers(ctx context.Context, orgID *string, userIDs []string, removal people.Removal) (*model.SecondFactorRemovals, error) {
	users := slices.Concat(selected(ctx).at("results", "user"), selected(ctx).at("results", "details", "user"))
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	removal.Recorder = audited.Removals(ctx, id)
	results, err := r.people.RemoveFromMany(ctx, id, userIDs, removal)
	if err != nil {
		return nil, err
	}
	read := r.readAfterRemoval(ctx, users, removal, results...)
	return &model.SecondFactorRemovals{Results: convertAll(results, func(result people.RemovalResult) model.SecondFactorRemoval {
		return r.removalFromPeople(ctx, id, result, read)
	})}, nil
}

// readAfterRemoval returns the read of the people from whom something was removed, or should have been, for the fields of users that
// the operation selects.
func (r *Resolver) readAfterRemoval(ctx context.Context, users []selection, removal people.Removal, results ...people.RemovalResult) personRead {
	wanted := people.ByID{Needs: userNeeds(users), Removed: map[string]people.Removal{}}
	wanted.Needs.Factors = wanted.Needs.Factors || wanted.Needs.LoginMethods && removal.SecurityKeyID != "" // only that tells one key from another
	for _, result := range results {
		wanted.Organization = result.Organization
		wanted.IDs = append(wanted.IDs, result.Person.ID)
		if result.Outcome == people.Removed {
			wanted.Removed[result.Person.ID] = removal
		}
	}
	return r.newPersonRead(ctx, wanted)
}

// userOfRemoval returns the person whom a removal was about. Its names are those from before, which a removal doesn't change.
func userOfRemoval(result people.RemovalResult, read model.PersonRead) model.User {
	return model.User{ID: result.Person.ID, DisplayName: result.Person.DisplayName, PreferredLoginName: result.Person.LoginName, Person: read}
}

// removalFromPeople converts what came of one person's removal in an organization. Its failure is shown as the presenter shows an
// error.
func (r *Resolver) removalFromPeople(ctx context.Context, organization string, result people.RemovalResult, read model.PersonRead) model.SecondFactorRemoval {
	user := userOfRemoval(result, read)
	converted := model.SecondFactorRemoval{User: user, Result: model.SecondFactorRemovalResult(result.Outcome.String())}
	if result.Details != nil {
		converted.Details = objectDetailsFromWire(userChanged(organization, user.ID), result.Details)
		converted.Details.User = &user
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
