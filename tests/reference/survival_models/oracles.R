# Rscript oracles.R: writes customers.csv, complaints.csv, heart.csv, lung.csv and oracles.csv beside it. R 4.2.2, survival 3.5.3.
# Simulated customers with late entry, ties (whole months), a stratum, clusters, counts and sampling weights.
library(survival)
options(digits = 15)
out <- data.frame(name = character(), position = integer(), value = numeric())
keep <- function(name, values) {
  values <- as.numeric(values)
  out <<- rbind(out, data.frame(name = name, position = seq_along(values), value = values))
}
model <- function(name, fit) {
  keep(paste0(name, ".coef"), coef(fit))
  keep(paste0(name, ".se"), sqrt(diag(fit$var)))
  if (!is.null(fit$naive.var)) keep(paste0(name, ".naive_se"), sqrt(diag(fit$naive.var)))
  keep(paste0(name, ".loglik"), fit$loglik)
}
set.seed(20260101)
n <- 600
product <- factor(sample(c("basic", "plus", "flex"), n, TRUE, c(.5, .3, .2)), levels = c("basic", "plus", "flex"))
age <- round(rnorm(n, 45, 12))
region <- sample(c("north", "south"), n, TRUE)
account <- sample(1:150, n, TRUE)
eta <- .5 * (product == "flex") - .4 * (product == "plus") + .015 * (age - 45) + .3 * (region == "south")
frailty <- exp(rnorm(150, 0, .3))[account]
time <- rweibull(n, 1.2, 30 * exp(-eta / 1.2) * frailty)
entry <- ifelse(runif(n) < .5, 0, floor(runif(n, 1, 20)))
censor <- entry + runif(n, 3, 45)
duration <- pmax(ceiling(pmin(time, censor)), 1)
event <- as.integer(time <= censor)
replicates <- sample(1:4, n, TRUE)
weight <- round(exp(rnorm(n, 0, .5)), 3)
d <- data.frame(id = 1:n, entry, duration, event, product, age, region, account, replicates, weight)
d <- d[time > d$entry & d$duration > d$entry, ]
write.csv(d, "customers.csv", row.names = FALSE)

y <- Surv(d$entry, d$duration, d$event)
fit <- coxph(y ~ product + age, d)
model("entry", fit)
keep("entry.concordance", c(fit$concordance[["concordance"]], fit$concordance[["std"]]))
for (scale in c("km", "identity", "log", "rank")) {
  z <- cox.zph(fit, scale, terms = TRUE)$table
  keep(paste0("entry.zph.", scale, ".chisq"), z[, 1]); keep(paste0("entry.zph.", scale, ".p"), z[, 3])
}
b <- basehaz(fit, centered = FALSE)
b <- b[b$time %in% c(1, 6, 12, 24, 36), ]
keep("entry.basehaz", b$hazard)  # basic, age 0
new <- data.frame(product = c("basic", "flex"), age = c(30, 60))
s <- summary(survfit(fit, new), times = c(6, 12, 24))
keep("entry.survival.basic30", s$surv[, 1]); keep("entry.survival.flex60", s$surv[, 2])
keep("entry.cumhaz_se.flex60", s$std.err[, 2] / s$surv[, 2])
given <- summary(survfit(fit, new, start.time = 10.5), times = c(12, 24))
keep("entry.given10.flex60", given$surv[, 2])
keep("entry.given10_se.flex60", given$std.err[, 2] / given$surv[, 2])

model("breslow", coxph(y ~ product + age, d, ties = "breslow"))
right <- coxph(Surv(duration, event) ~ product + age, d)
model("right", right)
keep("right.concordance", c(right$concordance[["concordance"]], right$concordance[["std"]]))
strat <- coxph(y ~ product + age + strata(region), d)
model("strata", strat)
keep("strata.concordance", c(strat$concordance[["concordance"]], strat$concordance[["std"]]))
z <- cox.zph(strat)$table
keep("strata.zph.chisq", z[, 1])
sc <- summary(survfit(strat, data.frame(product = "plus", age = 50, region = c("north", "south"))), times = c(12, 24))
keep("strata.survival.plus50", sc$surv)
model("cluster", coxph(y ~ product + age, d, cluster = account))
model("cluster_strata", coxph(y ~ product + age + strata(region), d, cluster = account))
many <- d[rep(seq_len(nrow(d)), d$replicates), ]
rep_fit <- coxph(Surv(entry, duration, event) ~ product + age, many)
model("replicates", rep_fit)
keep("replicates.concordance", c(rep_fit$concordance[["concordance"]], rep_fit$concordance[["std"]]))
keep("replicates.zph.chisq", cox.zph(rep_fit)$table[, 1])
bb <- basehaz(rep_fit, centered = FALSE); keep("replicates.basehaz", bb$hazard[bb$time %in% c(6, 12, 24)])
model("sampling", coxph(y ~ product + age, d, weights = weight, cluster = id))
model("sampling_cluster", coxph(y ~ product + age, d, weights = weight, cluster = account))

# An effect that changes at 12, and one that grows with log time.
cut <- survSplit(Surv(entry, duration, event) ~ ., d, cut = 12, episode = "band")
cut$plus <- as.integer(cut$product == "plus"); cut$flex <- as.integer(cut$product == "flex")
model("changing", coxph(Surv(entry, duration, event) ~ plus:strata(band) + flex:strata(band) + age, cut))
d$flex <- as.integer(d$product == "flex")
model("tt", coxph(y ~ age + flex + tt(flex), d, tt = function(x, t, ...) x * log(t)))

# A complaint half-way for some: start/stop rows.
d$complaint <- ifelse(d$id %% 3 == 0, d$entry + ceiling((d$duration - d$entry) / 2), NA)
w <- tmerge(d[, c("id", "entry", "duration", "event", "product", "age")], d, id = id, left = event(duration, event), tstart = entry, tstop = duration)
w <- tmerge(w, d[!is.na(d$complaint), ], id = id, complained = tdc(complaint))
model("start_stop", coxph(Surv(tstart, tstop, left) ~ complained + product + age, w, cluster = id))
write.csv(data.frame(customer_id = d$id, from = d$complaint)[!is.na(d$complaint), ], "complaints.csv", row.names = FALSE)

# Uno's concordance and Brier score of a fixed forecast (right-censored).
score <- d$age
keep("uno", unlist(concordance(Surv(duration, event) ~ score, d, reverse = TRUE, timewt = "n/G2", ymax = 24)[c("concordance", "var")]))
keep("harrell_entry", unlist(concordance(y ~ score, reverse = TRUE)[c("concordance", "var")]))
f <- coxph(Surv(duration, event) ~ product + age, d)
# Brier score by hand: customers censored early are stood for by the others; events come before censorings, and
# who is last seen at the horizon is known to be there.
g <- survfit(Surv(duration + ifelse(event == 1, 0, 1e-4), 1 - event) ~ 1, d)
uncensored <- stepfun(g$time, c(1, g$surv))
brier <- function(risk, at) {
  gone <- d$event == 1 & d$duration <= at
  there <- d$duration > at | (d$duration == at & d$event == 0)
  sum(ifelse(gone, (1 - risk)^2 / uncensored(d$duration - 1e-6), 0) + ifelse(there, risk^2 / uncensored(at - 1e-6), 0)) / nrow(d)
}
km <- summary(survfit(Surv(duration, event) ~ 1, d), times = c(12, 24))$surv
curves <- summary(survfit(f, d), times = c(12, 24))$surv
keep("brier", c(brier(1 - curves[1, ], 12), brier(1 - curves[2, ], 24)))
keep("brier_reference", c(brier(1 - km[1], 12), brier(1 - km[2], 24)))
# The same by survival's own function.
own <- survival:::brier(f, times = c(12, 24))
keep("brier.own", own$brier[, "Model"])
# Area under the ROC curve of leaving by 24 months against staying, by pairs.
auc <- function(score, at) {
  w <- ifelse(d$event == 1 & d$duration <= at, 1 / uncensored(d$duration - 1e-6), 0)
  v <- as.numeric(d$duration > at | (d$duration == at & d$event == 0))
  pairs <- outer(w, v)
  sum(pairs * (outer(score, score, ">") + outer(score, score, "==") / 2)) / sum(pairs)
}
keep("auc", auc(score, 24))

# Parametric models.
for (dist in c("weibull", "lognormal", "loglogistic")) {
  p <- survreg(Surv(duration, event) ~ product + age, d, weights = replicates, dist = dist)
  k <- length(coef(p))
  keep(paste0("aft.", dist, ".coef"), coef(p)[-1]); keep(paste0("aft.", dist, ".se"), sqrt(diag(p$var))[2:k])
  keep(paste0("aft.", dist, ".loglik"), p$loglik[2])
  quantiles <- c(.1, .5)
  keep(paste0("aft.", dist, ".quantiles"), predict(p, data.frame(product = "flex", age = 60), type = "quantile", p = quantiles))
}
# Two strata columns, categories with an interaction of weights and late entry, and Breslow's baseline.
two <- coxph(y ~ age + strata(region, product), d)
model("two_strata", two); keep("two_strata.zph.chisq", cox.zph(two)$table[, 1])
model("cluster_start_stop_strata", coxph(Surv(tstart, tstop, left) ~ complained + age + strata(product), w, cluster = id))
model("replicates_strata", coxph(Surv(entry, duration, event) ~ age + strata(product), many))
# Published data.
h <- coxph(Surv(start, stop, event) ~ age + year + surgery + transplant, heart)
model("heart", h); keep("heart.zph.chisq", cox.zph(h)$table[, 1])
model("lung", coxph(Surv(time, status) ~ age + sex + strata(inst), lung))
aml_fit <- coxph(Surv(time, status) ~ x, aml); model("aml", aml_fit)
write.csv(heart, "heart.csv", row.names = FALSE)
write.csv(lung[, c("inst", "time", "status", "age", "sex")], "lung.csv", row.names = FALSE)
out$value <- sprintf("%.14g", out$value)
write.csv(out, "oracles.csv", row.names = FALSE, quote = FALSE)
