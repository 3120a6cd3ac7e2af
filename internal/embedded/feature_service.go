package embedded

import (
	"context"

	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
)

// featureService implements the FeatureService: what the instance's features say about logins.
type featureService struct {
	featurev2.UnimplementedFeatureServiceServer

	login string // as in Config
}

var _ featurev2.FeatureServiceServer = (*featureService)(nil)

// GetInstanceFeatures answers everybody with a valid token.
func (f *featureService) GetInstanceFeatures(context.Context, *featurev2.GetInstanceFeaturesRequest) (*featurev2.GetInstanceFeaturesResponse, error) {
	switch f.login {
	case LoginV1:
		return &featurev2.GetInstanceFeaturesResponse{}, nil
	case LoginEach:
		return &featurev2.GetInstanceFeaturesResponse{LoginV2: &featurev2.LoginV2FeatureFlag{}}, nil
	default:
		return &featurev2.GetInstanceFeaturesResponse{LoginV2: &featurev2.LoginV2FeatureFlag{Required: true}}, nil
	}
}
