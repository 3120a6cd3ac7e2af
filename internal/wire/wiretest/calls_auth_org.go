package wiretest

import (
	"fmt"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// listPermissions asks what the caller may do in the organization.
func listPermissions() call {
	return newCall("ListMyZitadelPermissions", authv1.NewAuthServiceClient, authv1.AuthServiceClient.ListMyZitadelPermissions,
		fixed(&authv1.ListMyZitadelPermissionsRequest{}))
}

// listOrgs asks for the organizations that the caller may read; nil asks for all.
func listOrgs(request *orgv2.ListOrganizationsRequest) call {
	if request == nil {
		request = &orgv2.ListOrganizationsRequest{}
	}
	return newCall(fmt.Sprintf("ListOrganizations{%v}", request), orgv2.NewOrganizationServiceClient,
		orgv2.OrganizationServiceClient.ListOrganizations, fixed(request))
}
