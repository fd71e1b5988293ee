/**
 * Types that change nothing on one machine: they watch, cache, certify or bill. A resource of any other type must be
 * emulated, or the boot fails. Policies (`AWS::IAM::Policy`, bucket and queue policies) are not inert: the gateway reads them.
 */
export const INERT_TYPES: ReadonlySet<string> = new Set([
  "AWS::CDK::Metadata",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Logs::MetricFilter",
  "AWS::Logs::QueryDefinition",
  "AWS::Logs::ResourcePolicy",
  // Alarms tell people through a topic; nothing of the product publishes to one.
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SNS::Subscription",
  "AWS::Budgets::Budget",
  "AWS::XRay::Group",
  // The front is one machine away from its caller: there is no edge cache, certificate or firewall to configure.
  "AWS::CloudFront::CloudFrontOriginAccessIdentity",
  "AWS::CertificateManager::Certificate",
  "AWS::Route53::RecordSet",
  "AWS::WAFv2::WebACL",
  "AWS::WAFv2::WebACLAssociation",
  "AWS::WAFv2::LoggingConfiguration",
  // CDK's own custom resources that only tidy up: one empties a bucket when its stack is deleted, one sets log retention.
  "Custom::S3AutoDeleteObjects",
  "Custom::LogRetention",
]);
