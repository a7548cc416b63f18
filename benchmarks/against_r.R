# The R side of against_r.py: Rscript against_r.R DATA.csv RESULTS.csv REPLICATES. Writes name, place, value, seconds.

arguments <- commandArgs(trailingOnly = TRUE)
d <- read.csv(arguments[1])
R <- as.integer(arguments[3])
suppressMessages(has <- sapply(c("survey", "laeken", "convey", "ineq"), requireNamespace, quietly = TRUE))
results <- list()

# `value` is evaluated here, on its first use, and so timed; what fails is written as missing, with its message.
put <- function(name, value) {
  why <- ""
  fails <- function(e) { why <<- gsub("[\",\n]", " ", conditionMessage(e)); NA }
  seconds <- system.time(numbers <- tryCatch(as.numeric(value), error = fails))[["elapsed"]]
  if (length(numbers) == 0) numbers <- NA # made for what follows, not for its value
  results[[length(results) + 1]] <<- data.frame(name = name, place = seq_along(numbers) - 1, value = numbers,
                                                seconds = seconds, why = why)
}
put_version <- function(package) {
  version <- if (has[[package]]) as.character(packageVersion(package)) else "not installed"
  results[[length(results) + 1]] <<- data.frame(name = package, place = 0, value = NA, seconds = 0, why = version)
}
for (package in names(has)) put_version(package)

z <- 4600
P <- c(0.1, 0.25, 0.5, 0.75, 0.9)
d$poor <- as.numeric(d$income < z)
d$gap <- pmax(z - d$income, 0) / z
d$severity <- d$gap^2
d$shortfall <- pmax(z - d$income, 0)
d$below <- ifelse(d$income < z, log(z / d$income), 0)
d$ln <- log(d$income)
d$ylny <- d$income * d$ln
d$root <- sqrt(d$income)
d$inverse <- 1 / d$income
d$square <- d$income^2

# measures that R's survey lacks, from their formulas, for its replicates
gini <- function(w, data) {
  i <- order(data$income); y <- data$income[i]; w <- w[i]
  2 * sum(w * y * (cumsum(w) - w / 2)) / (sum(w) * sum(w * y)) - 1
}
median2 <- function(w, y) { # the smallest income that reaches half: no replicate here reaches it exactly
  i <- order(y); y <- y[i]; C <- cumsum(w[i])
  y[which(C >= C[length(C)] / 2)[1]]
}
relative <- function(w, data) sum(w * (data$income < 0.6 * median2(w, data$income))) / sum(w)
palma <- function(w, data) {
  i <- order(data$income); y <- data$income[i]; w <- w[i]
  p <- cumsum(w) / sum(w); k <- p > c(-1, p[-length(p)]) # approx wants every p once
  L <- approx(c(0, p[k]), c(0, (cumsum(w * y) / sum(w * y))[k]), c(0.4, 0.9), ties = "ordered")$y
  (1 - L[2]) / L[1]
}

if (has[["survey"]]) {
  suppressMessages(library(survey))
  both <- function(s) c(coef(s), SE(s))
  des <- svydesign(~psu, strata = ~strata, weights = ~weights, data = d, nest = TRUE)
  fpc <- svydesign(~psu, strata = ~strata, weights = ~weights, fpc = ~fpc, data = d, nest = TRUE)
  put("mean", both(svymean(~income, des)))
  put("headcount", both(svymean(~poor, des)))
  put("headcount interval", confint(svyciprop(~poor, des, method = "logit", df = degf(des))))
  put("degrees", degf(des))
  put("poverty_gap", both(svymean(~gap, des)))
  put("poverty_severity", both(svymean(~severity, des)))
  put("watts", both(svymean(~below, des)))
  put("total_shortfall", both(svytotal(~shortfall, des)))
  put("income_gap_ratio", both(svyratio(~gap, ~poor, des)))
  put("quantiles", coef(svyquantile(~income, des, P, qrule = "hf2", ci = FALSE)))
  put("quantiles math", coef(svyquantile(~income, des, P, qrule = "math", ci = FALSE)))
  put("median", both(svyquantile(~income, des, 0.5, qrule = "hf2", ci = TRUE)))
  means <- function(of, ratio) both(svycontrast(svymean(of, des), ratio))
  put("theil", means(~income + ylny, quote(ylny / income - log(income))))
  put("mean_log_deviation", means(~income + ln, quote(log(income) - ln)))
  put("generalized_entropy 2", means(~income + square, quote((square / income^2 - 1) / 2)))
  put("atkinson 0.5", means(~income + root, quote(1 - root^2 / income)))
  put("atkinson 1", means(~income + ln, quote(1 - exp(ln) / income)))
  put("atkinson 2", means(~income + inverse, quote(1 - 1 / inverse / income)))
  put("headcount with fpc", both(svymean(~poor, fpc)))
  put("theil with fpc", both(svycontrast(svymean(~income + ylny, fpc), quote(ylny / income - log(income)))))
  put("headcount in a domain", both(svymean(~poor, subset(des, county < 10))))
  put("theil in a domain", both(svycontrast(svymean(~income + ylny, subset(des, county < 10)),
                                            quote(ylny / income - log(income)))))
  put("total_shortfall in a domain", both(svytotal(~shortfall, subset(des, county < 10))))
  put("design effect", deff(svymean(~poor, des, deff = TRUE)))
  put("design effect replace", deff(svymean(~poor, des, deff = "replace")))
  by <- svyby(~poor, ~ I(county < 10), des, svymean, covmat = TRUE)
  put("difference of domains", both(svycontrast(by, c(-1, 1))))
  options(survey.lonely.psu = "adjust")
  lonely <- svydesign(~psu, strata = ~strata, weights = ~weights, nest = TRUE,
                      data = d[d$strata != 0 | d$psu == 0, ])
  put("headcount, single PSU", both(svymean(~poor, lonely)))
  put("theil, single PSU", both(svycontrast(svymean(~income + ylny, lonely), quote(ylny / income - log(income)))))
  put("total_shortfall, single PSU", both(svytotal(~shortfall, lonely)))
  options(survey.lonely.psu = "fail")
  for (mse in c(TRUE, FALSE)) {
    name <- paste("jackknife", if (mse) "about the estimate" else "about the mean")
    jkn <- as.svrepdesign(des, type = "JKn", mse = mse)
    put(paste("headcount,", name), both(svymean(~poor, jkn)))
    put(paste("gini,", name), both(withReplicates(jkn, gini)))
  }
  jkn <- as.svrepdesign(des, type = "JKn", mse = TRUE)
  put("headcount, 0.6 of the median, jackknife", both(withReplicates(jkn, relative)))
  put("share_ratio, jackknife", both(withReplicates(jkn, palma)))
  jknfpc <- as.svrepdesign(fpc, type = "JKn", mse = TRUE)
  put("headcount, jackknife with fpc", both(svymean(~poor, jknfpc)))
  set.seed(1)
  put("bootstrap weights", { sub <- as.svrepdesign(des, type = "subbootstrap", replicates = R); NULL })
  put("headcount, bootstrap", both(svymean(~poor, sub)))
  put("gini, bootstrap", both(withReplicates(sub, gini)))
  put("headcount, 0.6 of the median, bootstrap", both(withReplicates(sub, relative)))
  # the same replicates on both sides: what remains is the variance formula
  few <- as.svrepdesign(des, type = "subbootstrap", replicates = 20)
  write.csv(weights(few, "analysis"), paste0(arguments[2], ".replicates"), row.names = FALSE)
  put("headcount, given replicates", both(svymean(~poor, few)))
  put("gini, given replicates", both(withReplicates(few, gini)))
}

if (has[["laeken"]]) {
  suppressMessages(library(laeken))
  naive <- function(indicator) {
    set.seed(1)
    v <- variance(d$income, d$weights, design = as.integer(d$strata), cluster = as.integer(d$psu),
                  indicator = indicator, bootType = "naive", R = R)
    sqrt(v$var) / 100
  }
  put("laeken quantiles", weightedQuantile(d$income, d$weights, P))
  put("laeken quantiles of four", weightedQuantile(c(1, 2, 3, 4), rep(1, 4), c(0.25, 0.5, 0.6)))
  put("laeken gini", gini_ <- laeken::gini(d$income, d$weights)$value / 100)
  put("laeken arpt", arpt(d$income, d$weights))
  put("laeken arpr", arpr(d$income, d$weights)$value / 100)
  put("laeken qsr", qsr(d$income, d$weights)$value)
  put("laeken rmpg", rmpg(d$income, d$weights)$value / 100)
  put("laeken arpr bootstrap", naive(arpr(d$income, d$weights)))
  put("laeken gini bootstrap", naive(laeken::gini(d$income, d$weights)))
}

if (has[["ineq"]]) { # takes no weights
  put("ineq gini", ineq::ineq(d$income, type = "Gini"))
  put("ineq theil", ineq::ineq(d$income, type = "Theil"))
  put("ineq atkinson", ineq::ineq(d$income, parameter = 0.5, type = "Atkinson"))
  put("ineq lorenz", ineq::Lc(d$income, d$weights)$L[c(801, 4001, 7201)])
}

if (has[["convey"]] && has[["survey"]]) {
  library(convey)
  cdes <- convey_prep(des)
  put("convey gini", both(svygini(~income, cdes)))
  put("convey arpr", both(svyarpr(~income, cdes)))
  put("convey fgt", both(svyfgt(~income, cdes, g = 1, type_thresh = "abs", abs_thresh = z)))
  put("convey gei", both(svygei(~income, cdes, epsilon = 1)))
  put("convey atkinson", both(svyatk(~income, cdes, epsilon = 0.5)))
}

# the Lorenz curve of the definition, by base R
i <- order(d$income)
cumulative <- cumsum(d$weights[i] * d$income[i])
put("lorenz", (cumulative / cumulative[nrow(d)])[c(800, 4000, 7200)])

write.csv(do.call(rbind, results), arguments[2], row.names = FALSE)
