package baseline

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	"zitadel-graphql/resolver_test/workload"
)

// changesPage is the size of the page of changes that zitadel-graphql asks for.
const changesPage = 50

func (h handler) removeSecondFactor(ctx context.Context, req *request) (res response) {
	changed, err := h.remove(ctx, req.Variables.Type)
	if err != nil {
		res.Errors = []failure{newFailure(err, "removeSecondFactor")}
	}
	res.Data = struct {
		RemoveSecondFactor *details `json:"removeSecondFactor"`
	}{changed}
	return res
}

// removeMany makes the changes one after the other, as GraphQL wants it.
func (h handler) removeMany(ctx context.Context, req *request) (res response) {
	data := make(map[string]*details, workload.ManyRemovals)
	for i := range workload.ManyRemovals {
		name := "m" + strconv.Itoa(i)
		changed, err := h.remove(ctx, req.Variables.Type)
		if err != nil {
			res.Errors = append(res.Errors, newFailure(err, name))
		}
		data[name] = changed
	}
	res.Data = data
	return res
}

// remove reads the policy and its log side by side, writes, and reads the policy again to see the write in force: without the log it
// could build on a policy that lacks its newest change, and without the last read it couldn't tell that ZITADEL skipped the write.
func (h handler) remove(ctx context.Context, factor string) (*details, error) {
	logged := make(chan error, 1)
	go func() {
		_, err := h.newestChange(ctx)
		logged <- err
	}()
	_, err := h.readPolicy(ctx)
	if err := errors.Join(err, <-logged); err != nil {
		return nil, err
	}
	reply, err := h.management.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{
		Type: policyv1.SecondFactorType(policyv1.SecondFactorType_value[factor])})
	if err != nil {
		return nil, err
	}
	_, err = h.readPolicy(ctx)
	return detailsOf(reply.GetDetails()), err
}

func (h handler) readPolicy(ctx context.Context) (*policyv1.LoginPolicy, error) {
	reply, err := h.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	return reply.GetPolicy(), err
}

// newestChange returns the sequence of the newest change in the organization's log.
func (h handler) newestChange(ctx context.Context) (uint64, error) {
	reply, err := h.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{Query: &changev1.ChangeQuery{Limit: changesPage}})
	if err != nil || len(reply.GetResult()) == 0 {
		return 0, err
	}
	return reply.GetResult()[0].GetSequence(), nil
}

// loginPolicies reads all policies at once.
func (h handler) loginPolicies(ctx context.Context, header http.Header) (res response) {
	var mu sync.Mutex
	var reads sync.WaitGroup
	data := make(map[string]*smallPolicy, workload.ManyPolicies)
	for i := range workload.ManyPolicies {
		reads.Go(func() {
			name := "p" + strconv.Itoa(i)
			found, err := h.readPolicy(outgoing(ctx, header, workload.OrganizationAt(i)))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				res.Errors, data[name] = append(res.Errors, newFailure(err, name)), nil
				return
			}
			data[name] = smallPolicyOf(found)
		})
	}
	reads.Wait()
	res.Data = data
	return res
}

func (h handler) wholePolicy(ctx context.Context) (res response) {
	var data struct {
		LoginPolicy *loginPolicy `json:"loginPolicy"`
	}
	found, err := h.readPolicy(ctx)
	if err != nil {
		res.Errors = []failure{newFailure(err, "loginPolicy")}
	} else {
		data.LoginPolicy = loginPolicyOf(found)
		data.LoginPolicy.Details.CreationDate = dateOf(found.GetDetails().GetCreationDate())
	}
	res.Data = data
	return res
}

// settings makes its calls side by side, but for that of the log, which the policy's version is made of: the log is that of the
// policy's owner, which only the policy tells. The organization's call also proves to zitadel-graphql that the permissions, which
// name no organization, are of this one.
func (h handler) settings(ctx context.Context, id string) (res response) {
	var data settings
	var reads sync.WaitGroup
	var errs [3]error
	reads.Go(func() {
		reply, err := h.management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
		errs[0], data.Organization = err, &organization{reply.GetOrg().GetId(), reply.GetOrg().GetName()}
	})
	reads.Go(func() {
		reply, err := h.auth.ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
		may := func(permission string) bool { return slices.Contains(reply.GetResult(), permission) }
		errs[1], data.Viewer = err, &viewer{may("policy.read") && may("policy.write"), may("policy.read") && may("policy.delete")}
	})
	data.LoginPolicy, errs[2] = h.pagePolicy(ctx, id)
	reads.Wait()
	for i, field := range []string{"organization", "viewer", "loginPolicy"} {
		if errs[i] != nil {
			res.Errors = append(res.Errors, newFailure(errs[i], field))
		}
	}
	res.Data = data
	return res
}

// pagePolicy reads a policy with its id and version.
func (h handler) pagePolicy(ctx context.Context, organization string) (*loginPolicy, error) {
	found, err := h.readPolicy(ctx)
	if err != nil {
		return nil, err
	}
	newest, err := h.newestChange(ctx)
	if err != nil {
		return nil, err
	}
	policy := loginPolicyOf(found)
	policy.ID = "LoginPolicy:" + organization
	policy.Version = base64.RawURLEncoding.EncodeToString([]byte("log " + strconv.FormatUint(newest, 10) + " " + organization))
	return policy, nil
}
