import { accessClosed, accessForSomebody, accessPreflights, accessSessions, accessTeam, internalHostsGuarded } from "./access.ts";
import { ACCOUNT_ERROR_RULES, ACCOUNT_WARNING_RULES } from "./account-table.ts";
import { alertChannelsElsewhere, alertChannelsKnown, alertChannelsTwo, alertThresholdsTight } from "./alerts.ts";
import { sendersAlignable, sendersAligned } from "./alignment.ts";
import { mitigationsOnPlan, requestSchemasUsable } from "./api-shield.ts";
import { caaAdmitsCertificates, caaParametersServed } from "./caa.ts";
import { cachedFilesPublic, cacheTimesOnPlan } from "./cache.ts";
import { certificatesOrderable, proxiedNamesCovered } from "./certificates.ts";
import { containersUnprivileged, deploymentsMove, deploymentsSilent, imagesByDigest, permissionsNarrow, taskSizes } from "./container.ts";
import { cspEnforced, cspStrong } from "./content-policy.ts";
import { corsClosed, corsOnce, corsOriginForms } from "./cors.ts";
import {
  everythingWatched,
  healthMeansText,
  monitorsElsewhere,
  outagesSeen,
  outagesSeenInTime,
  waiversNeeded,
  waiversSound,
} from "./coverage.ts";
import { dependenciesInTime, edgeWaitsLongest } from "./dependencies.ts";
import { keysDrain, keysDrainLong } from "./dkim-life.ts";
import {
  functionImagesByDigest,
  functionImagesNear,
  functionRuntimesFresh,
  functionRuntimesSupported,
  functionTimeouts,
  functionVariables,
} from "./functions.ts";
import { cacheHeadersMeant, corsOrigins, cspDirectivesOnce, headersOnce, headersSettable } from "./headers.ts";
import { allowListsNarrow, allowListsPublic, hostNamesOnce, hostsInZone, originsCertified, originsNamed, originsOutside } from "./hosts.ts";
import { launchNames, stackNames, zonesKnown, zonesOnce } from "./identity.ts";
import { jobNames, jobsHiddenLongEnough, jobsMissedInTime, jobWorkersReal } from "./jobs.ts";
import { challengesSolvable, limitsDeclared, limitsLockNobodyOut, limitsRequired, limitsUsed } from "./limits.ts";
import {
  madeSecretHosts,
  madeSecretSlots,
  madeSecretsMade,
  serviceTokensFresh,
  serviceTokensWatched,
  tokenAlertKnown,
  turnstileOnPlan,
} from "./made-secrets.ts";
import { dkimKeys, dkimKeysLong, dkimKeysStrong, dmarcEnforced, mailNamesFree, mailNamesOnce, mxReachable } from "./mail.ts";
import { managedExceptionsFirst, managedExceptionsNarrow, managedRulesOnPlan } from "./managed-rules.ts";
import { canaryBodies, monitorHosts, monitorRoutes, monitorsAdmittedByOrigins, monitorsFast, monitorsOnPlan } from "./monitors.ts";
import { mtaStsServed, parkedClosed } from "./mta-sts.ts";
import { pathRedirectsSound, trialsTemporary, wellKnownReachable } from "./path-redirects.ts";
import { approverKeys, approversBesideOwner, approversDistinct, quorumReachable, recipientsNamed } from "./people.ts";
import { directAdmitted, previewsSound } from "./previews.ts";
import { namesHonest, recordNameForms, recordsBelowHosts, recordsInZone, recordsNotAtApex } from "./record-names.ts";
import {
  recordAddressesPublic,
  recordComments,
  recordOrigins,
  recordsProxiable,
  recordTtls,
  recordTtlsIgnored,
  targetsAdmitted,
  targetsClaimed,
} from "./record-values.ts";
import { redirects, redirectsOfTrials } from "./redirects.ts";
import { mixedPrefixesListed, publicRoutesApart } from "./route-prefixes.ts";
import {
  cachedRoutesHarmless,
  objectRoutesHaveTenants,
  publicRoutesExplained,
  routeHosts,
  routePaths,
  routesEverywhere,
  routesHaveRoles,
  routesOnce,
} from "./routes.ts";
import {
  onlyReadersNamed,
  secretKeysUsable,
  secretsRotatable,
  secretsRotate,
  secretsRotateInTime,
  secretsSeenWhenRotated,
} from "./secret-custody.ts";
import { noSecretsInTexts, secretsDeclared, secretsUsed, variableNamesHarmless } from "./secrets.ts";
import { sessionBounds, sessionCookies, sessionsDeclared } from "./sessions.ts";
import { senderTerms, senderTermsMeant, senderTermsOnce } from "./spf.ts";
import { targetNamesShort } from "./target-names.ts";
import {
  originPullsChecked,
  originPullsPresented,
  staticHostsAreWeb,
  targetsHoldHosts,
  targetsReachedByTls,
  targetsServe,
} from "./targets.ts";
import { hstsBreaksNothing, hstsCoversKnown, hstsPreload, tlsMode, tlsModeWithoutHsts, tlsVersions } from "./tls.ts";
import { trafficSplits } from "./traffic.ts";
import { blockedPathsHarmless, unknownPathsExplained, wafRulesClear, wafRulesValid, wafSkipsNarrow } from "./waf.ts";
import { webAclLimitsFit } from "./web-acl.ts";
import { workerBindings, workerDatesPast, workerScriptsHarmless, workerScriptsThere, workerSecretsElsewhere } from "./workers.ts";
import type { Rule } from "./world.ts";
import { monitorsUnchallenged, monitorsUnderBotRules, settingsOnPlan, settingsOpen, transformsAgree } from "./zone-settings.ts";

/** Broken, these would fail at apply, break something live or leave a promise unkept: the config is refused. */
export const ERROR_RULES: readonly Rule[] = [
  launchNames,
  zonesOnce,
  stackNames,
  zonesKnown,
  hostsInZone,
  hostNamesOnce,
  proxiedNamesCovered,
  certificatesOrderable,
  caaAdmitsCertificates,
  caaParametersServed,
  originsNamed,
  originsOutside,
  originsCertified,
  targetNamesShort,
  trafficSplits,
  functionImagesByDigest,
  functionImagesNear,
  functionRuntimesSupported,
  functionTimeouts,
  functionVariables,
  targetsServe,
  targetsHoldHosts,
  targetsReachedByTls,
  staticHostsAreWeb,
  originPullsPresented,
  imagesByDigest,
  taskSizes,
  deploymentsMove,
  containersUnprivileged,
  permissionsNarrow,
  jobsHiddenLongEnough,
  jobsMissedInTime,
  jobNames,
  jobWorkersReal,
  dependenciesInTime,
  edgeWaitsLongest,
  workerScriptsThere,
  workerScriptsHarmless,
  workerSecretsElsewhere,
  workerBindings,
  workerDatesPast,
  allowListsNarrow,
  internalHostsGuarded,
  accessForSomebody,
  accessClosed,
  accessSessions,
  accessTeam,
  accessPreflights,
  recordsInZone,
  recordsBelowHosts,
  recordNameForms,
  recordsNotAtApex,
  recordTtls,
  recordComments,
  recordOrigins,
  recordsProxiable,
  targetsClaimed,
  previewsSound,
  redirects,
  pathRedirectsSound,
  headersSettable,
  headersOnce,
  cspDirectivesOnce,
  corsOrigins,
  corsOriginForms,
  corsClosed,
  corsOnce,
  unknownPathsExplained,
  blockedPathsHarmless,
  wafRulesValid,
  wafSkipsNarrow,
  managedRulesOnPlan,
  managedExceptionsNarrow,
  managedExceptionsFirst,
  cachedFilesPublic,
  cacheTimesOnPlan,
  tlsMode,
  tlsVersions,
  hstsPreload,
  hstsBreaksNothing,
  settingsOnPlan,
  mitigationsOnPlan,
  transformsAgree,
  monitorsUnchallenged,
  routeHosts,
  routesOnce,
  routePaths,
  publicRoutesExplained,
  cachedRoutesHarmless,
  routesHaveRoles,
  objectRoutesHaveTenants,
  requestSchemasUsable,
  sessionsDeclared,
  sessionBounds,
  sessionCookies,
  publicRoutesApart,
  mixedPrefixesListed,
  limitsUsed,
  limitsRequired,
  challengesSolvable,
  webAclLimitsFit,
  secretsUsed,
  secretsDeclared,
  secretsRotateInTime,
  secretsRotatable,
  secretKeysUsable,
  onlyReadersNamed,
  madeSecretHosts,
  madeSecretSlots,
  turnstileOnPlan,
  tokenAlertKnown,
  variableNamesHarmless,
  noSecretsInTexts,
  monitorHosts,
  monitorRoutes,
  monitorsFast,
  monitorsOnPlan,
  monitorsAdmittedByOrigins,
  canaryBodies,
  outagesSeenInTime,
  waiversSound,
  alertChannelsKnown,
  ...ACCOUNT_ERROR_RULES,
  approversDistinct,
  approverKeys,
  quorumReachable,
  senderTerms,
  senderTermsOnce,
  sendersAligned,
  dkimKeys,
  dkimKeysLong,
  keysDrain,
  mtaStsServed,
  mailNamesOnce,
  mxReachable,
  mailNamesFree,
];

/** Legal and perhaps meant, but somebody has to know. */
export const WARNING_RULES: readonly Rule[] = [
  allowListsPublic,
  originPullsChecked,
  deploymentsSilent,
  namesHonest,
  recordTtlsIgnored,
  recordAddressesPublic,
  targetsAdmitted,
  directAdmitted,
  redirectsOfTrials,
  tlsModeWithoutHsts,
  hstsCoversKnown,
  monitorsUnderBotRules,
  settingsOpen,
  wellKnownReachable,
  trialsTemporary,
  wafRulesClear,
  cspStrong,
  cspEnforced,
  cacheHeadersMeant,
  routesEverywhere,
  limitsDeclared,
  limitsLockNobodyOut,
  secretsRotate,
  secretsSeenWhenRotated,
  madeSecretsMade,
  serviceTokensFresh,
  serviceTokensWatched,
  functionRuntimesFresh,
  alertChannelsElsewhere,
  alertChannelsTwo,
  alertThresholdsTight,
  everythingWatched,
  healthMeansText,
  monitorsElsewhere,
  outagesSeen,
  waiversNeeded,
  ...ACCOUNT_WARNING_RULES,
  approversBesideOwner,
  recipientsNamed,
  senderTermsMeant,
  sendersAlignable,
  dmarcEnforced,
  dkimKeysStrong,
  keysDrainLong,
  parkedClosed,
];
