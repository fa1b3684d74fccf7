# Figures that tests/survival compares cxlab with. R 4.2.2, survival 3.5.3, cmprsk 2.2.11.
#   Rscript curves.R      writes spells.csv and curves.csv beside itself
# The spells are simulated here, so nothing but this script is needed to make them again.
suppressMessages({library(survival); library(cmprsk)})
options(digits = 15)
set.seed(2024)
n <- 240
g <- sample(c("a", "b", "c"), n, TRUE, c(.45, .35, .2))
s <- sample(c("x", "y"), n, TRUE)
entry <- ifelse(runif(n) < .4, 0, sample(1:20, n, TRUE))
life <- ceiling(rweibull(n, 1.3, ifelse(g == "a", 18, ifelse(g == "b", 26, 34))))
seen <- entry + sample(5:40, n, TRUE)
life <- entry + pmax(1, life)           # whole times with many ties, everybody lasts beyond entry
duration <- pmin(life, seen)
left <- as.integer(life <= seen)
cause <- ifelse(left == 1, ifelse(runif(n) < ifelse(g == "a", .6, .35), 1L, ifelse(runif(n) < .7, 2L, 3L)), 0L)
w <- round(exp(rnorm(n, 0, .6)), 3)
k <- sample(1:4, n, TRUE)               # replicates
u <- duration + runif(n) / 3            # the same without ties
d <- data.frame(g, s, entry, duration, left, cause, w, k, u)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
write.csv(d, file.path(here, "spells.csv"), row.names = FALSE, quote = FALSE)

out <- data.frame()
put <- function(what, group, time, name, value)
  out <<- rbind(out, data.frame(what, group, time, name, value = sprintf("%.12g", value)))
curve <- function(what, fit, times, names = c("surv", "std.err", "lower", "upper", "n.risk")) {
  f <- summary(fit, times = times, extend = FALSE)
  group <- if (is.null(f$strata)) rep("", length(f$time)) else sub(".*=", "", as.character(f$strata))
  for (nm in names) for (i in seq_along(f$time)) put(what, group[i], f$time[i], nm, f[[nm]][i])
}
at <- c(2, 5, 9, 14, 20, 27, 33)

# Kaplan-Meier: plain and log-log limits, without and with late entry, in groups
curve("km plain", survfit(Surv(duration, left) ~ 1, d, conf.type = "plain"), at)
curve("km loglog", survfit(Surv(duration, left) ~ g, d, conf.type = "log-log"), at)
curve("km late", survfit(Surv(entry, duration, left) ~ 1, d, conf.type = "log-log"), at)
curve("km late groups", survfit(Surv(entry, duration, left) ~ g, d, conf.type = "log-log", conf.int = .9), at)
curve("km late plain", survfit(Surv(entry, duration, left) ~ g, d, conf.type = "plain"), at)
# sampling weights: robust variance; replicates: as if repeated
curve("km weights", survfit(Surv(duration, left) ~ g, d, weights = w, robust = TRUE, conf.type = "log-log"), at)
curve("km late weights", survfit(Surv(entry, duration, left) ~ 1, d, weights = w, robust = TRUE, id = seq_len(n), conf.type = "log-log"), at)
r <- d[rep(seq_len(n), d$k), ]
curve("km replicates", survfit(Surv(entry, duration, left) ~ g, r, conf.type = "log-log"), at)
# given a tenure so far
curve("km given 6", survfit(Surv(entry, duration, left) ~ g, d, conf.type = "log-log", start.time = 6.5), c(9, 14, 20, 27))
# Nelson-Aalen
f <- summary(survfit(Surv(entry, duration, left) ~ g, d), times = at)
for (i in seq_along(f$time)) {
  put("nelson-aalen late", sub(".*=", "", as.character(f$strata[i])), f$time[i], "cumhaz", f$cumhaz[i])
  put("nelson-aalen late", sub(".*=", "", as.character(f$strata[i])), f$time[i], "std.chaz", f$std.chaz[i])
}
# quantiles
for (late in c(FALSE, TRUE)) for (q in c(.25, .5, .75)) {
  y <- if (late) Surv(d$entry, d$duration, d$left) else Surv(d$duration, d$left)
  v <- quantile(survfit(y ~ d$g, conf.type = "log-log"), q)
  for (i in 1:3) for (nm in c("quantile", "lower", "upper"))
    put(paste("quantile", if (late) "late" else "start"), c("a", "b", "c")[i], q, nm, v[[nm]][i])
}
v <- quantile(survfit(Surv(d$duration, d$left) ~ d$g, conf.type = "plain"), .5)
for (i in 1:3) for (nm in c("quantile", "lower", "upper")) put("quantile plain", c("a", "b", "c")[i], .5, nm, v[[nm]][i])
# restricted means
for (tau in c(10, 20, 30)) for (late in c(FALSE, TRUE)) {
  y <- if (late) Surv(d$entry, d$duration, d$left) else Surv(d$duration, d$left)
  v <- summary(survfit(y ~ d$g), rmean = tau)$table
  for (i in 1:3) {
    put(paste("rmean", if (late) "late" else "start"), c("a", "b", "c")[i], tau, "rmean", v[i, "rmean"])
    put(paste("rmean", if (late) "late" else "start"), c("a", "b", "c")[i], tau, "se", v[i, "se(rmean)"])
  }
}
# log-rank and the G-rho family
sd <- function(what, f) { put(what, "", 0, "chisq", f$chisq); put(what, "", 0, "df", length(f$n) - 1)
  o <- if (is.matrix(f$obs)) rowSums(f$obs) else f$obs; e <- if (is.matrix(f$exp)) rowSums(f$exp) else f$exp
  for (i in seq_along(o)) { put(what, c("a", "b", "c")[i], 0, "obs", o[i]); put(what, c("a", "b", "c")[i], 0, "exp", e[i]) } }
sd("log-rank", survdiff(Surv(duration, left) ~ g, d))
sd("log-rank strata", survdiff(Surv(duration, left) ~ g + strata(s), d))
sd("fh 1 0", survdiff(Surv(duration, left) ~ g, d, rho = 1))
sd("fh .5 0 strata", survdiff(Surv(duration, left) ~ g + strata(s), d, rho = .5))
for (p in list(c("a", "b"), c("a", "c"), c("b", "c"))) {
  f <- survdiff(Surv(duration, left) ~ g, d[d$g %in% p, ])
  put("log-rank pair", paste(p, collapse = " "), 0, "chisq", f$chisq)
  put("log-rank pair", paste(p, collapse = " "), 0, "p", pchisq(f$chisq, 1, lower.tail = FALSE))
}
ps <- as.numeric(out$value[out$what == "log-rank pair" & out$name == "p"])
for (i in 1:3) put("log-rank pair", c("a b", "a c", "b c")[i], 0, "holm", p.adjust(ps, "holm")[i])
# late entry: without ties the score test of the partial likelihood is the log-rank test; with ties that of the
# exact partial likelihood (slow, so on few spells)
put("log-rank late untied", "", 0, "chisq", coxph(Surv(entry, u, left) ~ g, d, ties = "breslow")$score)
put("log-rank late untied strata", "", 0, "chisq", coxph(Surv(entry, u, left) ~ g + strata(s), d, ties = "breslow")$score)
put("log-rank late 80", "", 0, "chisq", coxph(Surv(entry, duration, left) ~ g, d[1:80, ], ties = "exact")$score)
# weights that survdiff does not have, written out
weighted <- function(weigh) {
  ts <- sort(unique(d$duration[d$left == 1])); gs <- c("a", "b", "c"); U <- numeric(3); V <- matrix(0, 3, 3); S <- 1
  for (t in ts) {
    Y <- sapply(gs, function(x) sum(d$g == x & d$duration >= t)); D <- sapply(gs, function(x) sum(d$g == x & d$duration == t & d$left == 1))
    y <- sum(Y); e <- sum(D); wt <- weigh(y, S); U <- U + wt * (D - e * Y / y)
    if (y > 1) V <- V + wt^2 * e * (y - e) / (y - 1) * (diag(Y / y) - outer(Y, Y) / y^2)
    S <- S * (1 - e / y)
  }
  drop(U[1:2] %*% solve(V[1:2, 1:2], U[1:2]))
}
put("gehan", "", 0, "chisq", weighted(function(y, S) y))
put("tarone-ware", "", 0, "chisq", weighted(function(y, S) sqrt(y)))
put("fh 0 1", "", 0, "chisq", weighted(function(y, S) 1 - S))
put("fh 1 2", "", 0, "chisq", weighted(function(y, S) S * (1 - S)^2))
# Aalen-Johansen with ties; late entry; weights; given a tenure
aj <- function(what, fit, times) {
  f <- summary(fit, times = times)
  for (i in seq_along(f$time)) for (j in 2:4) {
    grp <- paste(if (is.null(f$strata)) "" else sub(".*=", "", as.character(f$strata[i])), j - 1)
    put(what, grp, f$time[i], "pstate", f$pstate[i, j]); put(what, grp, f$time[i], "std.err", f$std.err[i, j])
    put(what, grp, f$time[i], "lower", f$lower[i, j]); put(what, grp, f$time[i], "upper", f$upper[i, j])
  }
}
e <- factor(d$cause, 0:3); id <- seq_len(n)
aj("aj", survfit(Surv(duration, e) ~ g, d, conf.type = "log-log"), at)
aj("aj late", survfit(Surv(entry, duration, e) ~ g, d, id = id, conf.type = "log-log"), at)
aj("aj weights", survfit(Surv(entry, duration, e) ~ 1, d, id = id, weights = w, conf.type = "log-log"), at)
aj("aj given 6", survfit(Surv(entry, duration, e) ~ 1, d, id = id, start.time = 6.5, conf.type = "log-log"), c(9, 14, 20, 27))
# cmprsk: the estimates again, and Gray's test
ci <- cuminc(d$duration, d$cause, d$g)
tp <- timepoints(ci, at)$est
for (r0 in rownames(tp)) for (j in seq_along(at)) if (!is.na(tp[r0, j])) put("cuminc", r0, at[j], "est", tp[r0, j])
gray <- function(what, f) for (i in 1:3) { put(what, "", i, "chisq", f$Tests[i, "stat"]); put(what, "", i, "p", f$Tests[i, "pv"]) }
gray("gray", ci)
gray("gray strata", cuminc(d$duration, d$cause, d$g, strata = d$s))
gray("gray rho 1", cuminc(d$duration, d$cause, d$g, rho = 1))
b <- d$g != "c"
gray("gray a b", cuminc(d$duration[b], d$cause[b], d$g[b]))
gray("gray untied", cuminc(d$u, d$cause, d$g))
# replicates (k): as if repeated, in the tests too
sd("log-rank replicates", survdiff(Surv(duration, left) ~ g, r))
sd("fh 1 0 replicates strata", survdiff(Surv(duration, left) ~ g + strata(s), r, rho = 1))
gray("gray replicates", cuminc(r$duration, r$cause, r$g))
f <- summary(survfit(Surv(entry, duration, left) ~ g, r), times = at)
for (i in seq_along(f$time)) for (nm in c("cumhaz", "std.chaz"))
  put("nelson-aalen replicates", sub(".*=", "", as.character(f$strata[i])), f$time[i], nm, f[[nm]][i])
write.csv(out, file.path(here, "curves.csv"), row.names = FALSE, quote = FALSE)
